"""The data contract: what each input table must look like. Nothing here opens a file."""
