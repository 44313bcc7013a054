"""The single checks of a pack, one subject a module; each notes problems in the files of `Contents`."""
