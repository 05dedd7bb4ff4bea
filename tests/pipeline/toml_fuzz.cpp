// Pools and price lists are files of users, and may come from anywhere.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/bytes.h"
#include "pipeline/pool_file.h"
#include "pipeline/prices.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tessera;
  const std::string_view text = as_text({data, size});
  if (const Result<Pool> pool = read_pool(text, "fuzz.toml")) {
    if (pool->categories.empty()) std::abort();
    for (const PoolCategory& category : pool->categories) {
      if (category.name.empty() || category.descriptions.empty()) std::abort();
    }
  }
  if (const Result<PriceBook> book = PriceBook::read(text, "fuzz.toml")) {
    const Usage use{.pictures = 2, .output_megapixels = 1, .input_tokens = 9, .output_tokens = 9, .seconds = 3};
    for (const Price& price : book->entries()) {
      const Result<Money> bound = book->upper_bound(price.model, use);
      const Result<Money> actual = book->actual(price.model, use);
      if (bound && actual && *actual > *bound) std::abort();
    }
  }
  return 0;
}
