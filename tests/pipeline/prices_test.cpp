#include "pipeline/prices.h"

#include <cmath>
#include <cstdint>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tessera {
namespace {

using testing::HasSubstr;

constexpr const char* flux = "black-forest-labs/flux-kontext-pro";
constexpr const char* topaz = "topazlabs/image-upscale";

std::int64_t bound(const PriceBook& book, std::string_view model, const Usage& most) {
  return book.upper_bound(model, most).value().micros();
}

std::string mistake_of(std::string_view toml_text) {
  const Result<PriceBook> book = PriceBook::read(toml_text, "my.toml");
  if (book) return "no mistake";
  EXPECT_EQ(book.error().kind, ErrorKind::configuration);
  return book.error().message;
}

std::string entry(const std::string& lines) {
  return "[[price]]\nmodel = \"m\"\nsource = \"s\"\ndate = \"2026-01-01\"\n" + lines;
}

TEST(PriceBook, KnowsTheSeedsModels) {
  const PriceBook book = PriceBook::built_in();
  EXPECT_EQ(bound(book, flux, {.pictures = 1}), 40'000);
  EXPECT_EQ(bound(book, topaz, {.pictures = 1, .output_megapixels = 0.47}), 80'000);
  EXPECT_EQ(bound(book, "nightmareai/real-esrgan", {.pictures = 1}), 10'000);
  EXPECT_EQ(book.actual("nightmareai/real-esrgan", {.pictures = 1})->micros(), 4'000);
}

TEST(PriceBook, EveryBuiltInEntrySaysWhereItIsFrom) {
  for (const Price& price : PriceBook::built_in().entries()) {
    EXPECT_FALSE(price.source.empty()) << price.model;
    EXPECT_EQ(price.date.size(), 10U) << price.model;
  }
}

TEST(PriceBook, ChargesMegapixelsByTheTierThatHoldsThem) {
  const PriceBook book = PriceBook::built_in();
  EXPECT_EQ(bound(book, topaz, {.pictures = 1, .output_megapixels = 24}), 80'000);
  EXPECT_EQ(bound(book, topaz, {.pictures = 1, .output_megapixels = 24.01}), 160'000);
  EXPECT_EQ(bound(book, topaz, {.pictures = 2, .output_megapixels = 512}), 2'720'000);
  const Result<Money> beyond = book.upper_bound(topaz, {.pictures = 1, .output_megapixels = 513});
  EXPECT_EQ(beyond.error().kind, ErrorKind::configuration);
}

TEST(PriceBook, ChargesTokensByTheMillionAndRoundsUp) {
  const PriceBook book = PriceBook::built_in();
  EXPECT_EQ(bound(book, "gpt-5.6-luna", {.input_tokens = 1'500, .output_tokens = 200}), 1'500 + 1'200);
  EXPECT_EQ(bound(book, "gpt-5.6-terra", {.input_tokens = 1, .output_tokens = 1}), 18);
  EXPECT_EQ(bound(book, "gpt-5.6-sol", {.input_tokens = 1'000'000, .output_tokens = 1'000'000}), 35'000'000);
}

TEST(PriceBook, ChargesSecondsAndCalls) {
  const PriceBook book =
      PriceBook::read(
          "[[price]]\nmodel = \"s\"\nunit = \"second\"\nusd = 0.000225\nsource = \"x\"\ndate = \"y\"\n"
          "[[price]]\nmodel = \"c\"\nunit = \"call\"\nusd = 0.5\nupper_bound_usd = 0.75\nsource = \"x\"\n"
          "date = \"y\"\n",
          "my.toml")
          .value();
  EXPECT_EQ(bound(book, "s", {.seconds = 2.5}), 563);
  EXPECT_EQ(bound(book, "c", {}), 750'000);
  EXPECT_EQ(book.expected("c", {})->micros(), 500'000);
}

TEST(PriceBook, AnUnknownPriceIsAnErrorThatSaysHowToGiveOne) {
  const Result<Money> price = PriceBook::built_in().upper_bound("gpt-6-astra", {.input_tokens = 1, .output_tokens = 1});
  ASSERT_FALSE(price);
  EXPECT_EQ(price.error().kind, ErrorKind::configuration);
  EXPECT_THAT(price.error().message, HasSubstr("--price gpt-6-astra=USD"));
  EXPECT_THAT(price.error().message, HasSubstr("[[price]] entry with model = \"gpt-6-astra\" in tessera.toml"));
  EXPECT_FALSE(PriceBook().actual(flux, {.pictures = 1}));
}

TEST(PriceBook, ABoundIsNeverZeroBecauseACallDoesNotSayWhatItUses) {
  const PriceBook book = PriceBook::built_in();
  EXPECT_EQ(book.upper_bound(flux, {}).error().kind, ErrorKind::configuration);
  EXPECT_EQ(book.upper_bound(topaz, {.pictures = 1}).error().kind, ErrorKind::configuration);
  EXPECT_EQ(book.upper_bound("gpt-5.6-luna", {.pictures = 1, .input_tokens = 5}).error().kind,
            ErrorKind::configuration);
}

TEST(PriceBook, LocalModelsAreFreeByTheirOwnEntry) {
  EXPECT_EQ(bound(PriceBook::built_in(), "tessera-offline-1", {.pictures = 1}), 0);
  EXPECT_FALSE(PriceBook().upper_bound("tessera-offline-1", {.pictures = 1}));
  EXPECT_FALSE(PriceBook::built_in().upper_bound("offline", {.pictures = 1}));
}

TEST(PriceBook, ACallThatMadeNothingCostsNothingByThePicture) {
  EXPECT_EQ(PriceBook::built_in().actual(flux, {})->micros(), 0);
}

TEST(PriceBook, ImpossibleUseIsRefused) {
  const PriceBook book = PriceBook::built_in();
  EXPECT_EQ(book.actual("gpt-5.6-luna", {.input_tokens = -1}).error().kind, ErrorKind::bad_request);
  EXPECT_EQ(book.actual("gpt-5.6-luna", {.output_tokens = INT64_MAX}).error().kind, ErrorKind::bad_request);
  EXPECT_EQ(book.actual(topaz, {.pictures = 1, .output_megapixels = std::nan("")}).error().kind,
            ErrorKind::bad_request);
}

TEST(PriceBook, AnotherTextOverridesModelByModel) {
  PriceBook book = PriceBook::built_in();
  book.override_with(
      PriceBook::read("count = 20\n[[price]]\nmodel = \"" + std::string(flux) +
                          "\"\nunit = \"picture\"\nusd = 0.05\nsource = \"bill\"\ndate = \"2026-11-01\"\n",
                      "tessera.toml")
          .value());
  EXPECT_EQ(bound(book, flux, {.pictures = 1}), 50'000);
  EXPECT_EQ(bound(book, topaz, {.pictures = 1, .output_megapixels = 1}), 80'000);
}

TEST(PriceBook, TheFlagGivesTheMostOfAWholeCall) {
  PriceBook book;
  ASSERT_TRUE(book.set("gpt-6-astra=0.02"));
  ASSERT_TRUE(book.set("a=b=1"));
  EXPECT_EQ(bound(book, "gpt-6-astra", {.input_tokens = 9, .output_tokens = 9}), 20'000);
  EXPECT_EQ(bound(book, "a=b", {}), 1'000'000);
  for (const char* wrong : {"", "m", "m=", "=1", "m=x", "m=-1", "m=10001"}) {
    EXPECT_EQ(book.set(wrong).error().kind, ErrorKind::usage) << wrong;
  }
}

TEST(PriceBook, TheLongestBeginningWithAStarWins) {
  const PriceBook book = PriceBook::read(
                             "[[price]]\nmodel = \"a*\"\nunit = \"call\"\nusd = 1\nsource = \"\"\ndate = \"\"\n"
                             "[[price]]\nmodel = \"ab*\"\nunit = \"call\"\nusd = 2\nsource = \"\"\ndate = \"\"\n"
                             "[[price]]\nmodel = \"abc\"\nunit = \"call\"\nusd = 3\nsource = \"\"\ndate = \"\"\n",
                             "my.toml")
                             .value();
  EXPECT_EQ(bound(book, "ax", {}), 1'000'000);
  EXPECT_EQ(bound(book, "abx", {}), 2'000'000);
  EXPECT_EQ(bound(book, "abc", {}), 3'000'000);
}

RC_GTEST_PROP(PriceBook, WhatACallCostsIsNeverMoreThanItsBound, ()) {
  const PriceBook book = PriceBook::built_in();
  const Usage used{.pictures = *rc::gen::inRange(1, 50),
                   .output_megapixels = static_cast<double>(*rc::gen::inRange(1, 512)),
                   .input_tokens = *rc::gen::inRange<std::int64_t>(1, 1'000'000),
                   .output_tokens = *rc::gen::inRange<std::int64_t>(1, 1'000'000),
                   .seconds = static_cast<double>(*rc::gen::inRange(1, 1'000))};
  for (const Price& price : book.entries()) {
    RC_ASSERT(book.actual(price.model, used).value() <= book.upper_bound(price.model, used).value());
  }
}

TEST(PriceFile, MistakesAreToldWithTheirPlace) {
  EXPECT_THAT(mistake_of("[[price]"), HasSubstr("my.toml:1:9: "));
  EXPECT_THAT(mistake_of("price = 3"), HasSubstr("my.toml:1:9: prices are tables"));
  EXPECT_THAT(mistake_of(entry("unit = \"picture\"\n")), HasSubstr("my.toml:1:1: \"usd\" is missing"));
  EXPECT_THAT(mistake_of(entry("unit = \"picture\"\nusd = \"4\"\n")),
              HasSubstr("my.toml:6:7: \"usd\" must be a number"));
  EXPECT_THAT(mistake_of(entry("unit = \"picture\"\nusd = -1\n")), HasSubstr("my.toml:6:7: \"usd\" must be from 0"));
  EXPECT_THAT(mistake_of(entry("unit = \"picture\"\nusd = 2\nupper_bound_usd = 1\n")),
              HasSubstr("my.toml:7:19: \"upper_bound_usd\" is less than \"usd\""));
  EXPECT_THAT(mistake_of(entry("unit = \"pixel\"\nusd = 2\n")),
              HasSubstr("my.toml:5:8: \"unit\" must be call, picture"));
  EXPECT_THAT(mistake_of(entry("unit = \"picture\"\nusd = 2\nprize = 1\n")), HasSubstr("my.toml:7:1: unknown key"));
  EXPECT_THAT(mistake_of(entry("unit = \"output_megapixels\"\ntiers = []\n")), HasSubstr("at least one tier"));
  EXPECT_THAT(mistake_of(entry("unit = \"output_megapixels\"\ntiers = [{up_to = 2, usd = 1}, {up_to = 2, usd = 2}]\n")),
              HasSubstr("must grow from tier to tier"));
  EXPECT_THAT(mistake_of(entry("unit = \"call\"\nusd = 1\n") + entry("unit = \"call\"\nusd = 1\n")),
              HasSubstr("a second price of \"m\""));
}

}  // namespace
}  // namespace tessera
