"""What people decided: terms and translations that come before any model.

seed        the municipal translation memory that comes with the package
"""
