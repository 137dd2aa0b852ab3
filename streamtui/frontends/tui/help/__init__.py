"""Every key and command on one screen."""
