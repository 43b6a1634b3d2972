"""Fine-tuning an encoder on labelled documents. The only part of the package that imports torch, with `export`."""
