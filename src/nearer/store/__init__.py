"""What is kept: one encrypted database, its keys, and one module for each kind of record."""
