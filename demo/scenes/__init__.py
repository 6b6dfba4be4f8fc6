"""The scenes of the story, written one by one. Put together by `build`."""
