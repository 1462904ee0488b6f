"""The vectorised numpy core: plain arrays in, plain arrays and rigorous error bounds out."""
