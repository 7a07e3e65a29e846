#include "core/base/clock.h"
#include "ui/client/agent_client.h"
#include "ui/client/process_link.h"
#include "ui/views/icon.h"
#include "ui/views/look.h"
#include "ui/windows/main_window.h"

#include <QApplication>
#include <QDir>
#include <QIcon>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

namespace {

struct Arguments
{
    std::string theme{};
    std::vector<std::string> command{};
};

/// Where the command begins: behind `--`, or at the first word that is no option of ours.
int findCommand(int argc, char** argv)
{
    int index = 1;
    for (; index < argc && argv[index][0] == '-'; ++index) {
        const std::string_view option{argv[index]};
        if (option == "--") {
            return index + 1;
        }
        if (option == "--theme") {
            ++index;
        }
    }
    return std::min(index, argc);
}

int show(const Arguments& arguments, int argc, char** argv)
{
    using namespace tw;
    // Qt must not take options of the command for its own.
    int own = std::min(argc, 1);
    const QApplication application(own, argv);
    QApplication::setApplicationName(QStringLiteral("treewarden"));
    QApplication::setApplicationDisplayName(QStringLiteral("Treewarden"));
    QApplication::setApplicationVersion(QStringLiteral(TREEWARDEN_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.treewarden.Treewarden"));
    QString theme = QString::fromStdString(arguments.theme);
    if (theme.isEmpty()) {
        theme = qEnvironmentVariable("TREEWARDEN_THEME");
    }
    applyLook(parseTheme(theme));
    QApplication::setWindowIcon(programIcon());

    const SystemClock clock;
    QSettings settings(QStringLiteral("treewarden"), QStringLiteral("treewarden"));
    AgentClient client([] {
        return std::make_unique<ProcessLink>(localAgentProgram(),
                                             QStringList{QStringLiteral("--stdio")});
    });
    MainWindow window(client, clock, settings);
    window.show();
    client.start();
    if (!arguments.command.empty()) {
        window.run({.argv = arguments.command, .cwd = QDir::currentPath().toStdString()});
    }
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    Arguments arguments;
    CLI::App options{"Launches commands and watches over their process trees."};
    options.name("treewarden");
    options.footer("treewarden [OPTIONS] [--] COMMAND [ARG...] runs COMMAND at once.");
    options.set_version_flag("--version", "treewarden " TREEWARDEN_VERSION);
    options.add_option("--theme", arguments.theme, "Look, whatever the desktop says")
        ->check(CLI::IsMember({"light", "dark"}));
    const int command = findCommand(argc, argv);
    arguments.command.assign(argv + command, argv + argc);
    const bool dashes = command > 1 && std::string_view{argv[command - 1]} == "--";
    try {
        options.parse(dashes ? command - 1 : command, argv);
    } catch (const CLI::ParseError& error) {
        return options.exit(error) == 0 ? 0 : 2;
    }
    return show(arguments, argc, argv);
}
