#include "pipeline/kept_pictures.h"

#include <utility>

namespace tessera {

void KeptPictures::add(std::string name, const Descriptor& descriptor) {
  index_.add(descriptor);
  names_.push_back(std::move(name));
}

std::optional<KeptPictures::Match> KeptPictures::repeated_by(const Descriptor& descriptor) const {
  const auto found = index_.nearest(descriptor);
  if (!found) return std::nullopt;
  return Match{.name = names_[found->index], .distance = found->distance};
}

double KeptPictures::novelty(const Descriptor& descriptor) const {
  const auto found = index_.nearest(descriptor, 1.0);
  return found ? found->distance : 1.0;
}

}  // namespace tessera
