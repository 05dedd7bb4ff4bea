#include "providers/offline/scenes/catalogue.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>

#include "providers/offline/scenes/props.h"

namespace tessera::offline {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

/// "boats" means "boat".
bool same_word(std::string_view a, std::string_view b) {
  if (a == b) return true;
  if (a.size() > b.size()) std::swap(a, b);
  return a.size() >= 3 && b.starts_with(a) && (b.substr(a.size()) == "s" || b.substr(a.size()) == "es");
}

/// Calls visit(entry) for each part of `list`.
template <class Visit>
void each_part(std::string_view list, char separator, Visit visit) {
  while (!list.empty()) {
    const auto end = list.find(separator);
    const std::string_view part = list.substr(0, end);
    if (!part.empty()) visit(part);
    list = end == std::string_view::npos ? std::string_view() : list.substr(end + 1);
  }
}

/// How well `vocabulary` fits the words; what stands first in a description is its subject.
double fit(std::string_view vocabulary, const std::vector<std::string>& words, double fade) {
  std::vector<double> counts(words.size());  // "mountain" and "mountains" of a vocabulary are one word of a text
  each_part(vocabulary, ' ', [&](std::string_view entry) {
    const bool strong = entry.ends_with('+');
    if (strong) entry.remove_suffix(1);
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (same_word(words[i], entry)) {
        counts[i] = std::max(counts[i], (strong ? 2.0 : 1.0) / (1 + fade * static_cast<double>(i)));
        break;
      }
    }
  });
  return std::accumulate(counts.begin(), counts.end(), 0.0);
}

/// Ours, or the one of ours that shares a word with a custom pool's name for it; empty when none does.
std::string_view known_category(std::string_view name) {
  static constexpr std::array ours = {people_category,  nature_category,   objects_category, architecture_category,
                                      animals_category, vehicles_category, abstract_category};
  const std::vector<std::string> words = words_of(name);
  for (const std::string_view category : ours) {
    for (const std::string& word : words_of(category)) {
      if (std::ranges::any_of(words, [&](const std::string& w) { return same_word(w, word); })) return category;
    }
  }
  return {};
}

const Subject* choose_subject(const Description& description, const std::vector<std::string>& words) {
  const std::string_view category = known_category(description.category);
  const Subject* best = nullptr;
  double best_score = 0;
  for (const Subject& subject : subjects()) {
    double score = fit(subject.words, words, 0.09);
    // The category tells a chess player from a chess board, but a plain word of another category still counts.
    if (!category.empty() && subject.category != category) score *= 0.3;
    if (score > best_score) best_score = score, best = &subject;
  }
  return best;
}

const Setting* setting_named(std::string_view name) {
  const auto all = settings();
  const auto found = std::ranges::find(all, name, &Setting::name);
  return found == all.end() ? nullptr : &*found;
}

const Setting* choose_setting(const Subject& subject, const std::vector<std::string>& words, Random& random) {
  std::vector<const Setting*> suitable;
  each_part(subject.settings, ',', [&](std::string_view name) { suitable.push_back(setting_named(name)); });
  if (suitable.empty()) return nullptr;
  const Setting* best = nullptr;
  double best_score = 0;
  for (const Setting& setting : settings()) {
    double score = fit(setting.words, words, 0);
    if (score == 0) continue;
    if (std::ranges::find(suitable, &setting) != suitable.end()) score += 0.5;
    if (score > best_score) best_score = score, best = &setting;
  }
  return best != nullptr ? best : suitable[random.below(suitable.size())];
}

bool any_of(const std::vector<std::string>& words, std::initializer_list<std::string_view> wanted) {
  return std::ranges::any_of(words, [&](const std::string& w) { return std::ranges::find(wanted, w) != wanted.end(); });
}

Daytime choose_daytime(const std::vector<std::string>& words, bool indoors, Random& random) {
  if (any_of(words, {"night", "moon", "stars", "starry", "midnight", "moonlight"})) return Daytime::night;
  if (any_of(words, {"dusk", "evening", "sunset", "twilight", "hour"})) return Daytime::dusk;
  if (any_of(words, {"dawn", "morning", "sunrise", "early"})) return Daytime::dawn;
  const double chance = random.uniform();
  if (indoors || any_of(words, {"noon", "midday", "sunlight", "day"}) || chance < 0.62) return Daytime::day;
  return chance < 0.80 ? Daytime::dusk : chance < 0.94 ? Daytime::dawn : Daytime::night;
}

Season choose_season(const std::vector<std::string>& words, Random& random) {
  if (any_of(words, {"snow", "snowy", "winter", "ice", "frozen", "frost"})) return Season::winter;
  if (any_of(words, {"autumn", "fallen", "october", "harvest"})) return Season::autumn;
  if (any_of(words, {"spring", "blossom", "tulips"})) return Season::spring;
  const double chance = random.uniform();
  if (any_of(words, {"summer", "ripe", "lavender"}) || chance < 0.5) return Season::summer;
  // Snow changes what a picture is of: only words bring it.
  return chance < 0.75 ? Season::spring : Season::autumn;
}

Weather choose_weather(const std::vector<std::string>& words) {
  if (any_of(words, {"storm", "stormy", "thunder"})) return Weather::storm;
  if (any_of(words, {"rain", "rainy", "raining"})) return Weather::rain;
  if (any_of(words, {"mist", "fog", "misty", "foggy"})) return Weather::mist;
  if (any_of(words, {"snowing", "snowfall", "blizzard"})) return Weather::snow;
  return Weather::clear;
}

void arrange(Stage& stage) {
  switch (stage.variant) {
    case 0:
      break;
    case 1:  // nearer, to the left
      stage.spot.x -= 0.06;
      stage.spot.y += 0.03;
      stage.spot.size *= 1.12;
      break;
    case 2:  // farther, to the right
      stage.spot.x += 0.07;
      stage.spot.size *= 0.88;
      break;
    default:  // near and low
      stage.spot.y += 0.04;
      stage.spot.size *= 1.2;
      break;
  }
}

}  // namespace

SceneChoice read_description(const Description& description, Random& random) {
  SceneChoice choice;
  choice.words = words_of(description.text);
  choice.subject = choose_subject(description, choice.words);
  if (choice.subject == nullptr) {
    choice.known = false;
    Random by_text(0, description.text);
    const auto all = abstracts();
    choice.subject = &all[by_text.below(all.size())];
  }
  choice.setting = choose_setting(*choice.subject, choice.words, random);
  choice.season = choose_season(choice.words, random);
  choice.weather = choose_weather(choice.words);
  choice.daytime = choose_daytime(choice.words, choice.setting != nullptr && choice.setting->indoors, random);
  return choice;
}

Drawing draw_scene(const SceneChoice& choice, const Style& style, double style_strength, Random random, Size size) {
  const Random for_colours(random.next());
  const Random for_lines(random.next());
  const Colours colours(style, style_strength, choice.daytime, for_colours);
  Painter painter(style, colours, for_lines, size);
  Stage stage{.p = painter,
              .random = random,
              .daytime = choice.daytime,
              .weather = choice.weather,
              .season = choice.season,
              .words = choice.words};
  stage.variant = stage.n(4);
  stage.mirror = stage.chance(0.5);
  // No two pictures are taken from quite the same place. Scenes are drawn a twentieth beyond the tile on every side.
  const double zoom = stage.u(1.0, 1.15);
  const double room = (0.55 * zoom - 0.5) * 0.9;
  const auto camera =
      painter.at(0.5 + stage.u(-room, room) - 0.5 * zoom, 0.5 - stage.u(0.1, 1) * room - 0.5 * zoom, zoom);
  if (choice.setting != nullptr) {
    choice.setting->back(stage);
    arrange(stage);
  }
  choice.subject->draw(stage);
  if (choice.setting != nullptr && choice.setting->front != nullptr) choice.setting->front(stage);
  if (choice.setting == nullptr || !choice.setting->indoors) weather_over(stage);
  return {painter.drawing(), painter.ink()};
}

}  // namespace tessera::offline
