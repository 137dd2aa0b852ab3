"""A small real model on this machine: its catalogue, its weights, and llama.cpp's server as a child process."""
