// Pictures in memory: what comes from Python's arrays, and what Python may look at without a copy.

#include <cstring>
#include <pybind11/stl.h>

#include "base/json.h"
#include "imaging/codec.h"
#include "imaging/grid_geometry.h"
#include "python/bindings.h"

namespace tessera::python {
namespace {

/// A part of a decoded picture. Parts share the pixels.
struct Picture {
  std::shared_ptr<const Image> image;
  Box box;

  explicit Picture(Image decoded) : image(std::make_shared<const Image>(std::move(decoded))) {
    box = Box{.width = image->width(), .height = image->height()};
  }
  Picture(std::shared_ptr<const Image> shared, Box part) : image(std::move(shared)), box(part) {}

  [[nodiscard]] bool is_whole() const { return box.width == image->width() && box.height == image->height(); }
  [[nodiscard]] std::size_t row_bytes() const { return static_cast<std::size_t>(box.width) * Image::channels; }
  [[nodiscard]] const std::uint8_t* row(int y) const {
    return image->row(box.top + y).data() + static_cast<std::size_t>(box.left) * Image::channels;
  }
  [[nodiscard]] Image copy() const {
    Image copied({box.width, box.height});
    for (int y = 0; y < box.height; ++y) std::memcpy(copied.row(y).data(), row(y), row_bytes());
    return copied;
  }
  [[nodiscard]] Picture crop(Box part) const {
    const bool inside = part.left >= 0 && part.top >= 0 && part.width > 0 && part.height > 0 &&
                        part.left <= box.width - part.width && part.top <= box.height - part.height;
    if (!inside) throw py::value_error("the box does not lie inside the picture");
    part.left += box.left;
    part.top += box.top;
    return Picture(image, part);
  }
};

/// What __array_interface__ (version 3) says, checked.
struct ArrayView {
  const std::uint8_t* data = nullptr;
  py::ssize_t height = 0, width = 0, channels = 1;
  py::ssize_t row_stride = 0, pixel_stride = 0, channel_stride = 1;
  py::object owner;  ///< keeps `data` alive
  std::unique_ptr<py::buffer_info> buffer;
};

void read_shape(ArrayView& view, const py::dict& interface) {
  const auto type = interface["typestr"].cast<std::string>();
  if (type != "|u1" && type != "<u1" && type != "=u1") {
    throw py::type_error("a picture needs 8-bit unsigned numbers (uint8), not " + type);
  }
  const auto shape = interface["shape"].cast<std::vector<py::ssize_t>>();
  const bool is_grey = shape.size() == 2;
  if (!is_grey && (shape.size() != 3 || (shape[2] != 1 && shape[2] != 3 && shape[2] != 4))) {
    throw py::type_error("a picture has the shape (height, width), (height, width, 3) or (height, width, 4)");
  }
  view.height = shape[0];
  view.width = shape[1];
  view.channels = is_grey ? 1 : shape[2];
  const auto most = static_cast<py::ssize_t>(ImageLimits{}.max_pixels);
  if (view.height < 1 || view.width < 1 || view.width > most / view.height) {
    throw py::value_error("a picture has 1 to 100,000,000 pixels");
  }
  view.pixel_stride = view.channels;
  view.row_stride = view.width * view.channels;
  if (interface.contains("strides") && !interface["strides"].is_none()) {
    const auto strides = interface["strides"].cast<std::vector<py::ssize_t>>();
    if (strides.size() != shape.size()) throw py::type_error("strides and shape differ in length");
    view.row_stride = strides[0];
    view.pixel_stride = strides[1];
    if (!is_grey) view.channel_stride = strides[2];
  }
}

void find_data(ArrayView& view, const py::object& array, const py::dict& interface) {
  py::object data = interface.contains("data") ? py::object(interface["data"]) : py::none();
  if (py::isinstance<py::tuple>(data)) {
    view.owner = array;
    view.data = reinterpret_cast<const std::uint8_t*>(data.cast<py::tuple>()[0].cast<std::uintptr_t>());
    return;
  }
  view.owner = data.is_none() ? array : data;
  view.buffer = std::make_unique<py::buffer_info>(view.owner.cast<py::buffer>().request());
  view.data = static_cast<const std::uint8_t*>(view.buffer->ptr);
  if (interface.contains("offset")) view.data += interface["offset"].cast<py::ssize_t>();
  const bool is_plain = view.row_stride == view.width * view.channels && view.pixel_stride == view.channels;
  if (!is_plain || view.buffer->size * view.buffer->itemsize < view.height * view.row_stride) {
    throw py::value_error("the buffer is shorter than the shape says");
  }
}

std::uint8_t on_white(int value, int alpha) {
  return static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

Picture picture_of_array(const py::object& array) {
  const auto interface = array.attr("__array_interface__").cast<py::dict>();
  ArrayView view;
  read_shape(view, interface);
  find_data(view, array, interface);
  Image image({static_cast<int>(view.width), static_cast<int>(view.height)});
  const bool is_row_by_row = view.channels == 3 && view.pixel_stride == 3 && view.channel_stride == 1;
  for (py::ssize_t y = 0; y < view.height; ++y) {
    const std::uint8_t* from = view.data + y * view.row_stride;
    std::uint8_t* to = image.row(static_cast<int>(y)).data();
    if (is_row_by_row) {
      std::memcpy(to, from, image.stride());
      continue;
    }
    for (py::ssize_t x = 0; x < view.width; ++x, to += Image::channels) {
      const std::uint8_t* pixel = from + x * view.pixel_stride;
      const int alpha = view.channels == 4 ? pixel[3 * view.channel_stride] : 255;
      for (int c = 0; c < Image::channels; ++c) {
        to[c] = on_white(pixel[view.channels == 1 ? 0 : c * view.channel_stride], alpha);
      }
    }
  }
  return Picture(std::move(image));
}

py::dict array_interface(const Picture& picture) {
  py::dict interface;
  interface["version"] = 3;
  interface["typestr"] = "|u1";
  interface["shape"] = py::make_tuple(picture.box.height, picture.box.width, Image::channels);
  interface["data"] = py::make_tuple(reinterpret_cast<std::uintptr_t>(picture.row(0)), true);
  // Said also where they follow from the shape: Pillow then asks for tobytes() instead of reading the buffer in a way
  // that it does not have.
  interface["strides"] = py::make_tuple(picture.image->stride(), Image::channels, 1);
  return interface;
}

py::buffer_info buffer_of(const Picture& picture) {
  return py::buffer_info(
      const_cast<std::uint8_t*>(picture.row(0)), 1, "B", 3, {picture.box.height, picture.box.width, Image::channels},
      {static_cast<py::ssize_t>(picture.image->stride()), py::ssize_t{Image::channels}, py::ssize_t{1}},
      /*readonly=*/true);
}

py::bytes pixels_of(const Picture& picture) {
  py::bytes bytes(nullptr, picture.row_bytes() * static_cast<std::size_t>(picture.box.height));
  char* to = PyBytes_AS_STRING(bytes.ptr());
  for (int y = 0; y < picture.box.height; ++y, to += picture.row_bytes()) {
    std::memcpy(to, picture.row(y), picture.row_bytes());
  }
  return bytes;
}

Picture decode(const py::buffer& encoded) {
  const py::buffer_info info = encoded.request();
  const ByteView bytes(static_cast<const std::uint8_t*>(info.ptr), static_cast<std::size_t>(info.size * info.itemsize));
  const py::gil_scoped_release released;
  Result<Image> image = decode_image(bytes);
  if (!image) image.error().kind = ErrorKind::bad_source;
  return Picture(value_or_raise(std::move(image)));
}

json::object box_json(const Box& box) {
  return {{"left", box.left}, {"top", box.top}, {"width", box.width}, {"height", box.height}};
}

/// The cells of a sheet, as JSON.
std::string cells_of(const Picture& picture, const std::string& shape) {
  const GridShape asked = value_or_raise(parse_grid_shape(shape));
  const py::gil_scoped_release released;
  const GridGeometry found = picture.is_whole() ? find_grid(*picture.image, asked) : find_grid(picture.copy(), asked);
  json::array cells;
  for (const GridCell& cell : found.cells) {
    cells.push_back({{"box", box_json(cell.box)}, {"usable", cell.usable}, {"reason", cell.reason}});
  }
  return json::serialize(json::object{{"shape", to_text(found.asked)},
                                      {"found", to_text(found.found)},
                                      {"confidence", found.confidence},
                                      {"notes", json::value_from(found.notes)},
                                      {"cells", std::move(cells)}});
}

}  // namespace

void add_pictures(py::module_& module) {
  py::class_<Picture>(module, "Picture", py::buffer_protocol(),
                      "A decoded picture: shape (height, width, 3), uint8, sRGB. numpy.asarray(picture) and "
                      "memoryview(picture) look at its pixels without a copy; they are read-only.")
      .def_static("decode", &decode, py::arg("encoded"),
                  "The bytes of a JPEG, PNG, WebP, AVIF or HEIC file; upright, alpha on white. Errors: SourceError.")
      .def_static(
          "from_array", &picture_of_array, py::arg("array"),
          "Copies uint8 pixels of shape (height, width[, 1 | 3 | 4]) from what has __array_interface__. Errors: "
          "TypeError, ValueError.")
      .def_property_readonly("width", [](const Picture& picture) { return picture.box.width; })
      .def_property_readonly("height", [](const Picture& picture) { return picture.box.height; })
      .def_property_readonly("__array_interface__", &array_interface)
      .def_buffer(&buffer_of)
      .def("tobytes", &pixels_of, "Rows of R G B without padding.")
      .def(
          "crop",
          [](const Picture& picture, int left, int top, int width, int height) {
            return picture.crop({.left = left, .top = top, .width = width, .height = height});
          },
          py::arg("left"), py::arg("top"), py::arg("width"), py::arg("height"),
          "A part, in pixels; shares the pixels. Errors: ValueError when it does not lie inside.")
      .def("cells", &cells_of, py::arg("shape"))
      .def(
          "to_png",
          [](const Picture& picture) {
            Bytes encoded;
            {
              const py::gil_scoped_release released;
              encoded = picture.is_whole() ? encode_png(*picture.image) : encode_png(picture.copy());
            }
            return to_python(encoded);
          },
          "The bytes of a PNG file.")
      .def(
          "to_jpeg",
          [](const Picture& picture, int quality) {
            if (quality < 1 || quality > 100) throw py::value_error("quality is a number from 1 to 100");
            Bytes encoded;
            {
              const py::gil_scoped_release released;
              encoded = encode_jpeg(picture.copy(), quality);
            }
            return to_python(encoded);
          },
          py::arg("quality") = 95, "The bytes of a JPEG file without chroma subsampling. quality: 1 to 100.");
}

}  // namespace tessera::python
