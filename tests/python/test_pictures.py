"""Pictures to and from arrays."""

import io

import numpy
import pytest
from PIL import Image

import tessera
from conftest import SOURCE
from tessera.pictures import picture_of

GRADIENT = numpy.arange(40 * 60 * 3, dtype=numpy.uint32).reshape(40, 60, 3).astype(numpy.uint8)


def pixels(picture) -> numpy.ndarray:
    return numpy.asarray(picture)


def test_an_array_goes_in_and_out_unchanged_and_out_without_a_copy():
    picture = picture_of(GRADIENT)
    assert (picture.width, picture.height) == (60, 40)
    assert numpy.array_equal(pixels(picture), GRADIENT)
    assert numpy.shares_memory(pixels(picture), pixels(picture))
    assert not pixels(picture).flags.writeable
    assert bytes(memoryview(picture)) == picture.tobytes() == GRADIENT.tobytes()


def test_a_crop_is_a_view_of_the_same_pixels():
    picture = picture_of(GRADIENT)
    part = picture.crop(7, 3, 20, 10)
    assert numpy.array_equal(pixels(part), GRADIENT[3:13, 7:27])
    assert numpy.shares_memory(pixels(part), pixels(picture))
    assert part.tobytes() == GRADIENT[3:13, 7:27].tobytes()
    assert numpy.array_equal(pixels(part.crop(1, 1, 2, 2)), GRADIENT[4:6, 8:10])
    del picture
    assert numpy.array_equal(pixels(part), GRADIENT[3:13, 7:27])
    for box in ((-1, 0, 5, 5), (0, 0, 61, 1), (50, 0, 11, 1), (0, 0, 0, 1), (2**30, 0, 2**30, 1)):
        with pytest.raises(ValueError):
            part.crop(*box)


@pytest.mark.parametrize("view", [GRADIENT[::2, ::3], GRADIENT[:, ::-1], GRADIENT[::-1, 5:50], GRADIENT[..., ::-1],
                                  numpy.asfortranarray(GRADIENT), GRADIENT.transpose(1, 0, 2)])
def test_views_with_strides_are_read_as_numpy_reads_them(view):
    assert numpy.array_equal(pixels(picture_of(view)), view)


def test_grey_and_alpha():
    grey = GRADIENT[..., 0]
    assert numpy.array_equal(pixels(picture_of(grey)), numpy.repeat(grey[..., None], 3, axis=2))
    assert numpy.array_equal(pixels(picture_of(grey[..., None])), numpy.repeat(grey[..., None], 3, axis=2))
    clear = numpy.dstack([GRADIENT, numpy.zeros((40, 60), numpy.uint8)])
    assert (pixels(picture_of(clear)) == 255).all()
    solid = numpy.dstack([GRADIENT, numpy.full((40, 60), 255, numpy.uint8)])
    assert numpy.array_equal(pixels(picture_of(solid)), GRADIENT)


@pytest.mark.parametrize("wrong", [GRADIENT.astype(numpy.float32), GRADIENT.astype(numpy.uint16), GRADIENT[0, 0],
                                   GRADIENT[..., :2], numpy.zeros((0, 5, 3), numpy.uint8), 7, None])
def test_what_is_no_picture_is_refused(wrong):
    with pytest.raises((TypeError, ValueError)):
        picture_of(wrong)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "1", "CMYK", "LA"])
def test_pillow_pictures_in_all_modes(mode):
    image = Image.fromarray(GRADIENT).convert(mode)
    expected = numpy.asarray(image.convert("RGB"))
    if mode != "LA":
        assert numpy.array_equal(pixels(picture_of(image)), expected)
    assert picture_of(image).width == 60


def test_pillow_takes_ours_whole_and_cut():
    picture = picture_of(GRADIENT)
    assert numpy.array_equal(numpy.asarray(Image.fromarray(picture)), GRADIENT)
    assert numpy.array_equal(numpy.asarray(Image.fromarray(picture.crop(7, 3, 20, 10))), GRADIENT[3:13, 7:27])


def test_files_are_decoded_and_encoded():
    picture = picture_of(SOURCE)
    with Image.open(SOURCE) as image:
        assert (picture.width, picture.height) == image.size
    encoded = picture.to_png()
    for one in (encoded, bytearray(encoded), memoryview(encoded)):
        assert numpy.array_equal(pixels(picture_of(one)), pixels(picture))
    part = picture.crop(10, 20, 30, 40)
    with Image.open(io.BytesIO(part.to_jpeg(90))) as image:
        assert (image.format, image.size) == ("JPEG", (30, 40))
    with pytest.raises(ValueError):
        part.to_jpeg(0)
    with pytest.raises(tessera.SourceError):
        picture_of(SOURCE.read_bytes()[:5000])


def test_a_sheet_of_somebody_else_is_cut():
    sheet = numpy.full((620, 620, 3), 255, numpy.uint8)
    y, x = numpy.mgrid[0:200, 0:200] / 200
    for row in range(3):
        for column in range(3):
            waves = numpy.sin(5 * x * (row + 1) + column) * numpy.cos(4 * y * (column + 1) + row)
            cell = numpy.dstack([90 + 60 * waves, 40 + 30 * row + 40 * y, 40 + 30 * column + 40 * x])
            sheet[row * 210:row * 210 + 200, column * 210:column * 210 + 200] = cell.astype(numpy.uint8)
    grid = tessera.Grid.cut(sheet, (3, 3))
    assert grid.shape == (3, 3) and len(grid.tiles) == 9 and grid.confidence > 0
    for tile in grid.tiles:
        row, column = divmod(tile.cell - 1, 3)
        assert tile.usable and abs(tile.box.left - column * 210) <= 6 and abs(tile.box.top - row * 210) <= 6
        assert numpy.shares_memory(pixels(tile.picture()), pixels(grid.picture()))
    with pytest.raises(tessera.UsageError):
        tessera.Grid.cut(sheet, "9x9")
