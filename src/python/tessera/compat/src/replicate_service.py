"""ReplicateService: single calls to the image models."""

from typing import Optional

from tessera import _tessera
from tessera._waiting import value_after_waiting

from ._keys import keys


class ReplicateService:
    """PAID calls that return the address of a picture, which lives for about an hour.

    Pictures are https URLs, data URIs, or base64 of a picture file. Errors: ValueError when REPLICATE_API_TOKEN is given
    nowhere; tessera.ProviderError and its kin; tessera.UnknownOutcomeError when the answer was lost and the call may have
    been billed.
    """

    def __init__(self, replicate_token: Optional[str] = None) -> None:
        self._keys = keys({"REPLICATE_API_TOKEN": replicate_token})

    def _settings(self) -> _tessera.Settings:
        return _tessera.Settings(dict(self._keys), "", [])

    def generate_grid_with_flux_kontext(self, prompt: str, input_image_base64: Optional[str] = None,
                                        aspect_ratio: str = "1:1", output_format: str = "jpg", *,
                                        input_image: Optional[str] = None) -> str:
        """One grid in the style of the picture."""
        picture = _one_of(input_image_base64, input_image, "input_image_base64")
        return _address(_tessera.paint(self._settings(), prompt, picture, aspect_ratio, output_format))

    def upscale_with_topaz(self, image_base64: Optional[str] = None, enhance_model: str = "Standard V2",
                           upscale_factor: str = "2x", output_format: str = "jpg", *,
                           image: Optional[str] = None) -> str:
        """The picture, enlarged."""
        picture = _one_of(image_base64, image, "image_base64")
        return _address(_tessera.enlarge(self._settings(), picture, enhance_model, upscale_factor, output_format))


def _one_of(first: Optional[str], second: Optional[str], name: str) -> str:
    picture = first if first is not None else second
    if picture is None:
        raise TypeError(f"missing the picture: {name}")
    return picture


def _address(job: _tessera.Job) -> str:
    address: str = value_after_waiting(job)
    return address
