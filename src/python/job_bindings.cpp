// Settings, jobs, and the log.

#include <pybind11/stl.h>

#include "base/log_sink.h"
#include "python/actions.h"
#include "python/bindings.h"
#include "python/set_actions.h"

namespace tessera::python {
namespace {

using Texts = std::map<std::string, std::string>;

/// The process environment, `.env` and tessera.toml of the working directory, with `overrides` above them.
SessionSettings settings_of(const Texts& overrides, const std::string& state_dir, std::vector<std::string> prices) {
  SessionSettings settings{.environment = value_or_raise(Environment::read("."))};
  for (const auto& [name, value] : overrides) settings.environment.set(name, value);
  settings.options.state_dir = state_dir;
  settings.options.prices = std::move(prices);
  return settings;
}

std::unique_ptr<PythonJob> start(const SessionSettings& settings, Work work,
                                 std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>()) {
  return std::make_unique<PythonJob>(settings, std::move(work), std::move(mailbox));
}

/// Log lines for Python's `logging`, as JSON; never destroyed, because threads may log until the process ends.
Mailbox& log_lines() {
  static auto* lines = new Mailbox();
  return *lines;
}

void keep_line(LogLevel level, std::string_view event, const json::object& fields) {
  static constexpr int python_levels[] = {10, 20, 30, 40, 50};
  json::array line{python_levels[static_cast<int>(level)], event, fields};
  log_lines().put(json::serialize(line));
}

void add_starting(py::module_& module) {
  module.def(
      "generate",
      [](const SessionSettings& settings, std::string source, Texts fields) {
        auto mailbox = std::make_shared<Mailbox>();
        Work work = generate({.source = std::move(source), .fields = std::move(fields)}, mailbox);
        return start(settings, std::move(work), std::move(mailbox));
      },
      py::arg("settings"), py::arg("source"), py::arg("fields"));
  module.def(
      "resume",
      [](const SessionSettings& settings, std::string run, Texts fields) {
        auto mailbox = std::make_shared<Mailbox>();
        Work work = resume(std::move(run), std::move(fields), mailbox);
        return start(settings, std::move(work), std::move(mailbox));
      },
      py::arg("settings"), py::arg("run"), py::arg("fields"));
  module.def(
      "plan",
      [](const SessionSettings& settings, std::string source, Texts fields) {
        return start(settings, plan({.source = std::move(source), .fields = std::move(fields)}));
      },
      py::arg("settings"), py::arg("source"), py::arg("fields"));
  module.def("runs", [](const SessionSettings& settings) { return start(settings, runs()); }, py::arg("settings"));
  module.def(
      "show", [](const SessionSettings& settings, std::string run) { return start(settings, show(std::move(run))); },
      py::arg("settings"), py::arg("run"));
  module.def("check", [](const SessionSettings& settings) { return start(settings, check()); }, py::arg("settings"));
  module.def(
      "paint",
      [](const SessionSettings& settings, std::string prompt, std::string image, std::string ratio,
         std::string format) {
        return start(settings, paint(std::move(prompt), std::move(image), std::move(ratio), std::move(format)));
      },
      py::arg("settings"), py::arg("prompt"), py::arg("input_image"), py::arg("aspect_ratio"),
      py::arg("output_format"));
  module.def(
      "enlarge",
      [](const SessionSettings& settings, std::string image, std::string model, std::string factor,
         std::string format) {
        return start(settings, enlarge(std::move(image), std::move(model), std::move(factor), std::move(format)));
      },
      py::arg("settings"), py::arg("image"), py::arg("enhance_model"), py::arg("upscale_factor"),
      py::arg("output_format"));
}

/// Functions of sets and trainings: settings and a JSON object of arguments.
void add_starting_with_sets(py::module_& module) {
  using Make = Work (*)(const std::string&);
  // What lies on this machine is looked at whatever the environment says.
  for (const auto& [name, make] : {std::pair<const char*, Make>{"lint", lint}, {"split", split}, {"judge", judge}}) {
    module.def(
        name, [make](const std::string& arguments) { return start(SessionSettings(), make(arguments)); },
        py::arg("arguments"));
  }
  for (const auto& [name, make] : {std::pair<const char*, Make>{"export", export_files},
                                   {"captions", captions},
                                   {"plan_training", plan_training},
                                   {"cancel_training", cancel_training}}) {
    module.def(
        name,
        [make](const SessionSettings& settings, const std::string& arguments) {
          return start(settings, make(arguments));
        },
        py::arg("settings"), py::arg("arguments"));
  }
  using MakeTraining = Work (*)(const std::string&, std::shared_ptr<Mailbox>);
  for (const auto& [name, make] :
       {std::pair<const char*, MakeTraining>{"train", train}, {"resume_training", resume_training}}) {
    module.def(
        name,
        [make](const SessionSettings& settings, const std::string& arguments) {
          auto mailbox = std::make_shared<Mailbox>();
          Work work = make(arguments, mailbox);
          return start(settings, std::move(work), std::move(mailbox));
        },
        py::arg("settings"), py::arg("arguments"));
  }
}

}  // namespace

void add_jobs(py::module_& module) {
  py::class_<SessionSettings>(module, "Settings")
      .def(py::init(&settings_of), py::arg("overrides"), py::arg("state_dir"), py::arg("prices"))
      .def(
          "get",
          [](const SessionSettings& settings, const std::string& name) { return settings.environment.get(name); },
          py::arg("name"));
  py::class_<PythonJob>(module, "Job")
      .def("fileno", &PythonJob::descriptor)
      .def("events", &PythonJob::events)
      .def("has_ended", &PythonJob::has_ended)
      .def("cancel", &PythonJob::cancel)
      .def("result", &PythonJob::result, py::call_guard<py::gil_scoped_release>());
  add_starting(module);
  add_starting_with_sets(module);

  divert_log(keep_line);
  module.def("log_fileno", [] { return log_lines().descriptor(); });
  module.def("log_lines", [] { return log_lines().take(); });
  module.def(
      "set_log_level",
      [](const std::string& level) { configure_log(value_or_raise(parse_log_level(level)), LogFormat::text); },
      py::arg("level"));
  module.def(
      "close_session", [](double seconds) { close_session(std::chrono::milliseconds(std::lround(seconds * 1000))); },
      py::arg("seconds"), py::call_guard<py::gil_scoped_release>());
  module.def("before_fork", [] { log_lines().hold(); });
  module.def("after_fork_in_parent", [] { log_lines().release(); });
  module.def("after_fork_in_child", [] {
    log_lines().release_in_child();
    forget_session();
  });
}

}  // namespace tessera::python
