"""The transformers Trainer with this project's optimizer, exact global batches, and checkpoints to go on from."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader
from transformers import Trainer

from .batches import GlobalBatches, TrainingWindows
from .checkpoints import save_order
from .failures import writing
from .model import known_labels


class ParagraphTrainer(Trainer):  # type: ignore[misc]
    """Trainer whose heads, being new, learn faster than the encoder.

    Args:
        head_learning_rate: that of all but the encoder.
        order: of the windows of the epoch that a run goes on within, else None.
        kwargs: the Trainer's own.
    """

    def __init__(self, *, head_learning_rate: float, order: list[int] | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.optimizer: torch.optim.Optimizer | None
        self._head_learning_rate = head_learning_rate
        self._global_batch = global_batch(self.args)
        self._batches = GlobalBatches(
            self.train_dataset["length"],
            self.args.per_device_train_batch_size,
            self._global_batch,
            self.args.world_size,
            order,
        )

    def create_optimizer(self, *args: Any, **kwargs: Any) -> torch.optim.Optimizer:
        if self.optimizer is None:
            groups: dict[tuple[bool, bool], list[torch.nn.Parameter]] = {}
            for name, parameter in self.model.named_parameters():
                plain = parameter.ndim < 2  # biases and layer norms are not decayed
                groups.setdefault((not name.startswith("encoder."), plain), []).append(parameter)
            self.optimizer = torch.optim.AdamW(
                [
                    {
                        "params": parameters,
                        "lr": self._head_learning_rate if head else self.args.learning_rate,
                        "weight_decay": 0.0 if plain else self.args.weight_decay,
                    }
                    for (head, plain), parameters in groups.items()
                ],
                fused=True,
            )
        return self.optimizer

    def get_train_dataloader(self) -> Any:
        return self.accelerator.prepare(
            DataLoader(
                TrainingWindows(self.train_dataset),
                batch_sampler=self._batches,
                collate_fn=self.data_collator,
                pin_memory=self.args.dataloader_pin_memory,
            )
        )

    def get_batch_samples(self, epoch_iterator: Iterator[Any], num_batches: int, device: Any) -> tuple[list[Any], Any]:
        """The batches of one optimizer step, and how many labels are known in them and in those of the other processes.

        A mean over each batch, averaged over accumulation and processes, would weigh a label by how many others happen
        to be in its batch. So every batch's sums are divided by the counts of the whole step: the gradients add up to
        those of one large batch. What DDP averages over the processes, the Trainer multiplies by their number before
        (`average_tokens_across_devices`).
        """
        batches, _ = super().get_batch_samples(epoch_iterator, num_batches, device)
        known = torch.stack([known_labels(batch["topic_labels"], batch["role_labels"]) for batch in batches]).sum(0)
        return batches, self.accelerator.reduce(known.to(device), "sum")

    def training_step(self, *args: Any, **kwargs: Any) -> Tensor:
        """One batch forward and backward.

        Raises:
            FloatingPointError: the loss is not a number to learn from; the weights are still those before the step.
        """
        loss: Tensor = super().training_step(*args, **kwargs)
        if not torch.isfinite(loss):
            raise FloatingPointError(f"the loss of optimizer step {self.state.global_step + 1} is {loss.item()}")
        return loss

    def _save_checkpoint(self, *args: Any, **kwargs: Any) -> None:
        with writing(Path(self.args.output_dir).parent):
            super()._save_checkpoint(*args, **kwargs)

    def _save_rng_state(self, output_dir: str) -> None:
        """The last before the state file, which makes a checkpoint whole: all processes must have come this far."""
        super()._save_rng_state(output_dir)
        if self.args.should_save:
            save_order(Path(output_dir), self._batches.order, self._global_batch)
        self.accelerator.wait_for_everyone()


def global_batch(args: Any) -> int:
    """Windows that one optimizer step learns from, all processes together."""
    return int(args.per_device_train_batch_size * args.gradient_accumulation_steps * args.world_size)
