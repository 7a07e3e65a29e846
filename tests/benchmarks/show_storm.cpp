// The real window over the real agent while COMMAND storms: prints how long each turn of the
// window's loop took, and leaves a picture. Usage: show_storm light|dark during|after PICTURE
// COMMAND [ARG…]

#include "core/base/clock.h"
#include "ui/client/agent_client.h"
#include "ui/client/process_link.h"
#include "ui/views/icon.h"
#include "ui/views/look.h"
#include "ui/views/process_tree_view.h"
#include "ui/windows/main_window.h"

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <vector>

namespace {

using namespace tw;
using namespace std::chrono_literals;

constexpr auto kPictureAfter = 2500ms;
constexpr auto kLongest = 60s;

/// Times the turns of a loop: from when it wakes until it blocks again.
class FrameTimes : public QObject
{
public:
    explicit FrameTimes(QAbstractEventDispatcher& loop)
    {
        connect(&loop, &QAbstractEventDispatcher::awake, this, [this] { m_turn.start(); });
        connect(&loop, &QAbstractEventDispatcher::aboutToBlock, this, [this] {
            if (m_turn.isValid()) {
                m_times.push_back(static_cast<double>(m_turn.nsecsElapsed()) / 1e6);
            }
        });
    }

    void print() const
    {
        std::vector<double> sorted = m_times;
        std::sort(sorted.begin(), sorted.end());
        if (sorted.empty()) {
            return;
        }
        const auto at = [&](std::size_t percent) {
            return sorted[std::min(sorted.size() - 1, sorted.size() * percent / 100)];
        };
        const auto slow = sorted.end() - std::upper_bound(sorted.begin(), sorted.end(), 16.0);
        std::cout << sorted.size() << " turns of the loop: p50 " << at(50) << " ms, p99 " << at(99)
                  << " ms, longest " << sorted.back() << " ms, over 16 ms " << slow << '\n';
    }

private:
    QElapsedTimer m_turn{};
    std::vector<double> m_times{};
};

int show(const QString& when, const QString& picture, const std::vector<std::string>& command)
{
    const SystemClock clock;
    const QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("settings")), QSettings::IniFormat);
    AgentClient client([] {
        return std::make_unique<ProcessLink>(localAgentProgram(),
                                             QStringList{QStringLiteral("--stdio")});
    });
    MainWindow window(client, clock, settings);
    window.show();
    client.start();
    window.run({.argv = command, .cwd = QDir::currentPath().toStdString()});
    const FrameTimes frames(*QAbstractEventDispatcher::instance());
    const auto end = [&] {
        frames.print();
        std::cout << client.tree().endedCount() << " ended\n";
        window.grab().save(picture);
        client.leave();
        QApplication::quit();
    };
    if (when == QLatin1String("during")) {
        QTimer::singleShot(kPictureAfter, &window, end);
    } else {
        QObject::connect(&client, &AgentClient::treeChanged, &window, [&] {
            if (client.tree().aliveCount() == 0 && client.tree().endedCount() > 0) {
                QTimer::singleShot(1500ms, &window, end);
            }
        });
    }
    QTimer::singleShot(kLongest, &window, end);
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 5) {
        std::cerr << "usage: show_storm light|dark during|after PICTURE COMMAND [ARG...]\n";
        return 2;
    }
    int own = 1;
    const QApplication application(own, argv);
    QApplication::setApplicationName(QStringLiteral("treewarden"));
    tw::applyLook(tw::parseTheme(QString::fromLocal8Bit(argv[1])));
    QApplication::setWindowIcon(tw::programIcon());
    return show(
        QString::fromLocal8Bit(argv[2]), QString::fromLocal8Bit(argv[3]), {argv + 4, argv + argc});
}
