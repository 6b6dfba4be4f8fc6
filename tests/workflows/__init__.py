"""The case workflow on the real Temporal dev server, in the sandboxed runner, its time in our hand."""
