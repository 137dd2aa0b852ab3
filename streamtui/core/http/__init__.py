"""HTTP/1.1 as bytes on a connection: observed, never changed. Pure: no I/O, no clock."""
