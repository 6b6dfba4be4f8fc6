"""网格版本: editions of the grids, their history, and redraws, over HTTP."""
