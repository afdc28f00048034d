"""What a user would pick instead, run beside Tact on the same texts: `make compare`."""
