// `tessera plan`: the way that was asked for and its alternatives, side by side.

#include "app/accounts.h"
#include "app/application.h"
#include "app/ways.h"

namespace tessera {

Task<Result<std::vector<PlanFigures>>> Application::plan(const PreparedRequest& prepared) {
  const Result<const PriceBook*> book = prices();
  if (!book) co_return std::unexpected(book.error());
  const Request& request = prepared.input.request;
  std::vector<PlanFigures> plans;
  for (const PlanOption& planned : Ways(accounts(), prepared.choices, **book).of(request)) {
    Result<PlanFigures> figures = estimate(planned, request, **book, default_yield_prior());
    if (!figures) co_return std::unexpected(figures.error());
    plans.push_back(std::move(*figures));
  }
  co_return plans;
}

}  // namespace tessera
