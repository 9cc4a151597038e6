"""The program of 3.1: read as a student writes it, laid over the printed one, and followed without ever being run."""
