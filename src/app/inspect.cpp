#include "app/inspect.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <mutex>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/counted.h"
#include "dataset/files.h"
#include "dataset/plain_text.h"
#include "dataset/report.h"
#include "imaging/codec.h"
#include "imaging/resize.h"

namespace tessera {
namespace {

namespace fs = std::filesystem;

constexpr int thumbnail_side = 320;

bool is_named_like_a_picture(const fs::path& file) {
  static constexpr std::array<std::string_view, 7> endings{".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif"};
  const std::string name = file.filename().string();
  return !name.starts_with('.') && std::ranges::find(endings, lower_ascii(file.extension().string())) != endings.end();
}

Result<std::vector<std::string>> pictures_below(const fs::path& folder) {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const bool hidden = entry->path().filename().string().starts_with('.');
    if (hidden && entry->is_directory()) entry.disable_recursion_pending();
    if (entry->is_regular_file() && is_named_like_a_picture(entry->path())) found.push_back(entry->path().string());
  }
  if (error) return failure(ErrorKind::io, fmt::format("cannot read {}: {}", folder.string(), error.message()));
  std::ranges::sort(found);
  return found;
}

/// Runs work(0) … work(count - 1) on all cores. What one of them throws is thrown here when all have ended.
template <class Work>
void on_all_cores(std::size_t count, const Work& work) {
  std::atomic<std::size_t> next = 0;
  std::exception_ptr thrown;
  std::mutex mutex;
  {
    std::vector<std::jthread> threads;
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    for (std::size_t k = 0; k < std::min(cores, count); ++k) {
      threads.emplace_back([&] {
        try {
          for (std::size_t i = next++; i < count; i = next++) work(i);
        } catch (...) {
          const std::lock_guard lock(mutex);
          thrown = std::current_exception();
        }
      });
    }
  }
  if (thrown) std::rethrow_exception(thrown);
}

Result<Image> load(const std::string& file) {
  const Result<Bytes> bytes = read_file(file, ImageLimits{}.max_bytes);
  if (!bytes) return std::unexpected(bytes.error());
  return decode_image(*bytes);
}

Bytes small_jpeg(const Image& image, int side) { return report_picture(image, side); }

/// A name for the tiles of each file: its own without the ending, numbered when another file is called the same.
std::vector<std::string> tile_names(const std::vector<std::string>& files) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (const std::string& file : files) {
    const std::string stem = fs::path(file).stem().string();
    std::string name = stem;
    for (int k = 2; !taken.insert(name).second; ++k) name = fmt::format("{}_{}", stem, k);
    names.push_back(std::move(name));
  }
  return names;
}

/// The tiles of one sheet; decoded again, so that not all sheets are in memory at once.
Result<void> write_tiles(InspectedSheet& sheet, const std::string& name, const SplitOptions& options) {
  const auto wanted = [&](std::size_t i) {
    return sheet.cells[i].accepted() || (options.all && sheet.geometry.cells[i].usable);
  };
  std::optional<Image> image;
  for (std::size_t i = 0; i < sheet.cells.size(); ++i) {
    if (!wanted(i)) continue;
    if (!image) {
      Result<Image> loaded = load(sheet.name);
      if (!loaded) return std::unexpected(loaded.error());
      image = std::move(*loaded);
    }
    const fs::path file = options.out / fmt::format("{}-{}.png", name, i + 1);
    const Result<void> written = write_file(file, encode_png(crop(*image, sheet.geometry.cells[i].box)));
    if (!written) return written;
    sheet.cells[i].file = file.string();
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> find_pictures(const std::vector<std::string>& named) {
  std::vector<std::string> files;
  std::set<std::string> seen;
  for (const std::string& name : named) {
    std::error_code error;
    const fs::file_status status = fs::status(name, error);
    if (!fs::exists(status)) return failure(ErrorKind::usage, fmt::format("{}: there is no such file or folder", name));
    Result<std::vector<std::string>> found = std::vector{name};
    if (fs::is_directory(status)) found = pictures_below(name);
    if (!found) return std::unexpected(found.error());
    for (std::string& file : *found) {
      if (seen.insert(fs::weakly_canonical(file, error).string()).second) files.push_back(std::move(file));
    }
  }
  if (named.empty()) return failure(ErrorKind::usage, "no picture and no folder of pictures was named");
  if (files.empty()) {
    return failure(ErrorKind::usage,
                   fmt::format("{} holds no picture (.jpg, .png, .webp, .avif, .heic)", named.front()));
  }
  return files;
}

Result<std::vector<InspectedSheet>> split_files(const SplitOptions& options) {
  const Result<void> made = make_folder(options.out);
  if (!made) return std::unexpected(made.error());
  std::vector<InspectedSheet> sheets(options.files.size());
  on_all_cores(sheets.size(), [&](std::size_t i) {
    const Result<Image> image = load(options.files[i]);
    if (!image) {
      sheets[i] = {.name = options.files[i], .error = image.error().message};
      return;
    }
    sheets[i] = look_at_sheet(options.files[i], *image, options.shape);
    if (i < most_sheets_on_page) sheets[i].picture = small_jpeg(*image, report_grid_side);
  });
  std::vector<InspectedPicture*> cells;
  for (InspectedSheet& sheet : sheets) {
    for (InspectedPicture& cell : sheet.cells) cells.push_back(&cell);
  }
  mark_repeats(cells);
  const std::vector<std::string> names = tile_names(options.files);
  std::vector<Result<void>> written(sheets.size());
  on_all_cores(sheets.size(), [&](std::size_t i) { written[i] = write_tiles(sheets[i], names[i], options); });
  for (const Result<void>& one : written) {
    if (!one) return std::unexpected(one.error());
  }
  const Result<void> page = write_file(options.out / "split.html", as_bytes(render_split_page(sheets)));
  if (!page) return std::unexpected(page.error());
  return sheets;
}

Result<std::vector<InspectedPicture>> judge_files(const std::vector<std::string>& files, const fs::path& page) {
  std::vector<InspectedPicture> pictures(files.size());
  on_all_cores(files.size(), [&](std::size_t i) {
    const Result<Image> image = load(files[i]);
    pictures[i] = image ? look_at_picture(files[i], *image)
                        : InspectedPicture{.name = files[i], .refused = image.error().message};
  });
  std::vector<InspectedPicture*> all;
  for (InspectedPicture& picture : pictures) all.push_back(&picture);
  mark_repeats(all);
  if (page.empty()) return pictures;
  const std::vector<std::size_t> drawn = pictures_on_page(pictures);
  on_all_cores(drawn.size(), [&](std::size_t k) {
    InspectedPicture& picture = pictures[drawn[k]];
    if (const Result<Image> image = load(picture.name)) picture.thumbnail = small_jpeg(*image, thumbnail_side);
  });
  const std::string title = fmt::format("{} judged", counted(files.size(), "picture"));
  const Result<void> written = write_file(page, as_bytes(render_judge_page(title, pictures)));
  if (!written) return std::unexpected(written.error());
  return pictures;
}

}  // namespace tessera
