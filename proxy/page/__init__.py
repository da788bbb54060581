"""One page: bytes in, bytes out, and only its words changed."""
