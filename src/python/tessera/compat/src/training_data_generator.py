"""TrainingDataGenerator: one source image in, training images out."""

import logging
from typing import Any, Dict, Mapping, Optional

import tessera

from ._keys import keys
from .replicate_service import ReplicateService

logger = logging.getLogger("tessera.compat")


class TrainingDataGenerator:
    """Makes training images. Every attribute may be set before a call:

    target_training_images: images wanted. grid_size: rows and columns of a grid, 2 to 5. max_generation_attempts: the
    most grids ordered. batch_size: the most enlargements in flight; 0: the rate limiter decides. debug_dir: where
    grid1.jpg … and training-image1.jpg … are also written, or None.
    engine, judge, upscaler, store, out, pool, seed, max_cost: as in tessera.start().

    Errors: ValueError naming REPLICATE_API_TOKEN or OPENAI_API_KEY when the services chosen need it and it is nowhere.
    """

    def __init__(self, replicate_token: Optional[str] = None, openai_api_key: Optional[str] = None,
                 debug_dir: Optional[str] = None, *, engine: str = "replicate", judge: str = "openai",
                 upscaler: str = "topaz", store: Optional[str] = "s3") -> None:
        self.engine = engine
        self.judge = judge
        self.upscaler = upscaler
        self.store = store
        needed: Dict[str, Optional[str]] = {}
        if engine == "replicate" or upscaler in ("topaz", "real-esrgan"):
            needed["REPLICATE_API_TOKEN"] = replicate_token
        if judge == "openai":
            needed["OPENAI_API_KEY"] = openai_api_key
        self._keys: Mapping[str, str] = keys(needed)
        self.debug_dir = debug_dir
        self.target_training_images = 20
        self.max_generation_attempts = 10
        self.batch_size = 3
        self.grid_size = 3
        self.out: Optional[str] = None
        self.pool: Optional[str] = None
        self.seed: Optional[int] = None
        self.max_cost: Optional[float] = None

    @property
    def replicate_service(self) -> ReplicateService:
        """Single calls with the same token."""
        return ReplicateService(self._keys.get("REPLICATE_API_TOKEN"))

    def generate_training_data(self, source_image_url: str, user_id: str, actor_id: str) -> Dict[str, Any]:
        """PAID. {"training_image_urls": […], "total_grids_generated": n, "total_training_images": n}.

        The same call again returns the same images without paying. Fewer images than wanted are logged as a warning.
        Errors: those of tessera.generate().
        """
        run = tessera.start(source_image_url, user=user_id, actor=actor_id, count=self.target_training_images,
                            grid=(self.grid_size, self.grid_size), max_attempts=self.max_generation_attempts,
                            batch_size=self.batch_size or None, engine=self.engine, judge=self.judge,
                            upscaler=self.upscaler, store=self.store, out=self.out, pool=self.pool, seed=self.seed,
                            max_cost=self.max_cost, debug_dir=self.debug_dir, environment=self._keys)
        dataset = run.result()
        wanted = self.target_training_images
        if dataset.shortfall:
            logger.warning("Only generated %d/%d images; raise max_generation_attempts for more", len(dataset), wanted)
        else:
            logger.info("Generated %d images, $%.2f, in %s", len(dataset), dataset.cost_usd, dataset.folder)
        return {"training_image_urls": [item.url or str(item.path) for item in dataset.items],
                "total_grids_generated": sum(grid.error is None for grid in dataset.grids),
                "total_training_images": len(dataset)}
