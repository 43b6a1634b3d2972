"""The rungs of the ladder, one module a family. Packages that a rung needs are imported when it is fitted."""
