#include "simulator/bill.h"

namespace tessera::sim {

void Bill::add(const Charge& charge) {
  total_ += charge.price;
  auto& sum = by_model_[charge.model];
  ++sum.count;
  sum.price += charge.price;
  if (charge.identity.empty()) return;
  auto& paid = paid_[charge.identity];
  if (!paid.ids.empty()) paid.extra += charge.price;
  paid.model = charge.model;
  paid.why = charge.why;
  paid.ids.push_back(charge.id);
}

json::object Bill::by_model() const {
  json::object models;
  for (const auto& [model, sum] : by_model_) {
    models[model] = json::object{{"count", sum.count}, {"micro_usd", sum.price.micros()}};
  }
  return models;
}

json::array Bill::duplicates() const {
  json::array twice;
  for (const auto& [identity, paid] : paid_) {
    if (paid.ids.size() < 2) continue;
    twice.push_back(json::object{{"model", paid.model},
                                 {"why", paid.why},
                                 {"identity", identity},
                                 {"ids", json::value_from(paid.ids)},
                                 {"micro_usd", paid.extra.micros()}});
  }
  return twice;
}

}  // namespace tessera::sim
