"""The glossary's migrations, in order."""
