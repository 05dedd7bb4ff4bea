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

std::string_view name_of(Stance stance) noexcept {
  switch (stance) {
    case Stance::silent:
      return "silent";
    case Stance::keeps:
      return "keeps";
    case Stance::refuses:
      return "refuses";
  }
  return "silent";
}

}  // namespace tessera
