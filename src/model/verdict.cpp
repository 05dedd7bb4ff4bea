#include "model/verdict.h"

namespace tessera {

std::string_view name_of(DecidedBy by) noexcept {
  switch (by) {
    case DecidedBy::judge:
      return "judge";
    case DecidedBy::measure:
      return "measure";
    case DecidedBy::fallback:
      return "fallback";
  }
  return "fallback";
}

}  // namespace tessera
