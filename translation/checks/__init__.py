"""Is a translation usable? One small pure function a check."""
