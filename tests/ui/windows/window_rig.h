#pragma once

#include "tests/support/fake_agent.h"
#include "tests/support/fake_clock.h"
#include "tests/ui/windows/example_record.h"
#include "ui/views/process_tree_view.h"
#include "ui/windows/main_window.h"

#include <QCoreApplication>
#include <QSettings>
#include <QTemporaryDir>

#include <vector>

namespace tw {

/// A window over an agent that a test speaks for, with settings of its own.
struct WindowRig
{
    FakeAgent agent{};
    FakeClock clock{};
    QTemporaryDir folder{};
    QSettings settings{folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat};
    AgentClient client{agent.factory()};
    MainWindow window{client, clock, settings};
    ExampleRecord record{agent, clock};

    WindowRig()
    {
        client.start();
        (void)agent.takeReceived();
    }

    void tell()
    {
        record.tell();
        QCoreApplication::processEvents();
    }

    template <typename Widget>
    Widget& find(const char* name = "")
    {
        return *window.findChild<Widget*>(QString::fromUtf8(name));
    }

    ProcessTreeView& tree() { return find<ProcessTreeView>("Processes"); }
    QAction& action(const char* name) { return find<QAction>(name); }

    std::vector<StopCommand> stops()
    {
        std::vector<StopCommand> found;
        for (const ClientMessage& message : agent.takeReceived()) {
            if (const auto* command = std::get_if<Command>(&message)) {
                if (const auto* stop = std::get_if<StopCommand>(&command->what)) {
                    found.push_back(*stop);
                }
            }
        }
        return found;
    }

    std::vector<LaunchCommand> launches()
    {
        std::vector<LaunchCommand> found;
        for (const ClientMessage& message : agent.takeReceived()) {
            if (const auto* command = std::get_if<Command>(&message)) {
                if (const auto* launch = std::get_if<LaunchCommand>(&command->what)) {
                    found.push_back(*launch);
                }
            }
        }
        return found;
    }
};

} // namespace tw
