"""TrainingClient: pictures of a set in, LoRA weights out."""

from typing import Any, Dict, Optional, Sequence

from tessera import _tessera
from tessera.training import Training, train


class TrainingClient:
    """Trains on pictures by their addresses, as generate_training_data() returns them.

    trainer: "runpod", "replicate", or "auto": RunPod when its key is set, otherwise Replicate. What training_parameters
    leave out comes from the environment or `.env`: RUNPOD_API_KEY, RUNPOD_ENDPOINT_ID (or those behind
    MODEL_TRAINING_), TESSERA_TRAIN_WORKFLOW; REPLICATE_API_TOKEN, TESSERA_TRAIN_DESTINATION, TESSERA_TRAIN_TRIGGER.

    Errors: ValueError naming RUNPOD_API_KEY when no trainer's key is given anywhere.
    """

    def __init__(self, runpod_api_key: Optional[str] = None, runpod_endpoint_id: Optional[str] = None,
                 replicate_token: Optional[str] = None, *, trainer: str = "auto") -> None:
        given = {"RUNPOD_API_KEY": runpod_api_key, "RUNPOD_ENDPOINT_ID": runpod_endpoint_id,
                 "REPLICATE_API_TOKEN": replicate_token}
        self._keys = {name: value for name, value in given.items() if value}
        self.trainer = trainer
        settings = _tessera.Settings(self._keys, "", [])
        if not any(map(settings.get, ("RUNPOD_API_KEY", "MODEL_TRAINING_RUNPOD_API_KEY", "REPLICATE_API_TOKEN"))):
            raise ValueError("RUNPOD_API_KEY not set: pass it, or set it in the environment or in a file .env; "
                             "REPLICATE_API_TOKEN trains on Replicate")

    def train_actor(self, actor_id: str, training_image_urls: Sequence[str], **training_parameters: Any) -> Dict[str, Any]:
        """PAID. Trains a character and returns when the weights are here:
        {"run_id", "weights_file", "result_file", "model_version", "tensors", "steps", "cost_usd", "warnings"}.

        training_parameters: trigger_word, steps, learning_rate, lora_rank, batch_size, resolution; for RunPod user_id,
        tenant_id, webhook_url, workflow_file; for Replicate destination, trainer_model; out, max_cost, seed, retry,
        force. A number that is given is never changed; the others follow from the number of pictures.
        The same call again continues an unfinished training or returns the finished one without paying.
        Errors: those of tessera.train(); TypeError for a parameter that there is not.
        """
        return self._train(actor_id, training_image_urls, "character", training_parameters)

    def train_style(self, style_id: str, training_image_urls: Sequence[str], **training_parameters: Any) -> Dict[str, Any]:
        """PAID. The same for a style."""
        return self._train(style_id, training_image_urls, "style", training_parameters)

    def _train(self, name: str, addresses: Sequence[str], mode: str, parameters: Dict[str, Any]) -> Dict[str, Any]:
        unknown = parameters.keys() - _NAMES.keys()
        if unknown:
            raise TypeError(f"unknown training parameter {sorted(unknown)[0]!r}; there are {', '.join(_NAMES)}")
        wanted = {_NAMES[given]: value for given, value in parameters.items()}
        return _told(train(list(addresses), self.trainer, name=name, mode=mode, environment=self._keys, **wanted))


_NAMES = {"trigger_word": "trigger", "steps": "steps", "learning_rate": "learning_rate", "lora_rank": "rank",
          "batch_size": "batch_size", "resolution": "resolution", "user_id": "user", "tenant_id": "tenant",
          "webhook_url": "webhook", "workflow_file": "workflow", "destination": "destination",
          "trainer_model": "trainer_model", "out": "out", "max_cost": "max_cost", "seed": "seed", "retry": "retry",
          "force": "force"}


def _told(training: Training) -> Dict[str, Any]:
    return {"run_id": training.run_id, "weights_file": str(training.weights or ""), "result_file": str(training.record),
            "model_version": training.model_version or "", "tensors": training.tensors,
            "steps": training.settings.steps, "cost_usd": training.cost_usd, "warnings": list(training.warnings)}
