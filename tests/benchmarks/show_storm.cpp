// The real window over the real agent while COMMAND storms: prints how long each turn of the
// window's loop took (wall clock, and CPU time of its thread: a busy machine stretches the former),
// and leaves a picture during the storm or after it.
// Usage: show_storm light|dark during|after PICTURE COMMAND [ARG…]

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
#include <ctime>
#include <iostream>
#include <vector>

namespace {

using namespace tw;
using namespace std::chrono_literals;

constexpr std::size_t kDuring = 2000; // processes that have ended
constexpr auto kLongest = 90s;

/// Milliseconds of CPU time of this thread.
double threadTime()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

void print(const char* kind, std::vector<double> sorted)
{
    std::sort(sorted.begin(), sorted.end());
    if (sorted.empty()) {
        return;
    }
    const auto at = [&](std::size_t percent) {
        return sorted[std::min(sorted.size() - 1, sorted.size() * percent / 100)];
    };
    const auto slow = sorted.end() - std::upper_bound(sorted.begin(), sorted.end(), 16.0);
    std::cout << sorted.size() << ' ' << kind << ": p50 " << at(50) << " ms, p99 " << at(99)
              << " ms, longest " << sorted.back() << " ms, over 16 ms " << slow << '\n';
}

/// A program that times each event it delivers (wall clock: how long it is deaf) and each turn of
/// its loop (CPU time of its thread, from when it blocks to when it does so again).
class TimedApplication final : public QApplication
{
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override
    {
        QElapsedTimer timer;
        timer.start();
        ++m_depth;
        const bool handled = QApplication::notify(receiver, event);
        if (--m_depth == 0 && m_timing) {
            m_events.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        }
        return handled;
    }

    void startTiming()
    {
        m_timing = true;
        m_blocked = threadTime();
        connect(eventDispatcher(), &QAbstractEventDispatcher::aboutToBlock, this, [this] {
            const double now = threadTime();
            m_turns.push_back(now - m_blocked);
            m_blocked = now;
        });
    }

    void printTimes() const
    {
        print("events (wall clock)", m_events);
        print("turns (CPU time)", m_turns);
    }

private:
    int m_depth{0};
    bool m_timing{false};
    double m_blocked{0};
    std::vector<double> m_events{};
    std::vector<double> m_turns{};
};

int show(TimedApplication& application,
         const QString& when,
         const QString& picture,
         const std::vector<std::string>& command)
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
    application.startTiming();
    const auto end = [&] {
        application.printTimes();
        std::cout << client.tree().endedCount() << " ended\n";
        window.grab().save(picture);
        client.leave();
        QApplication::quit();
    };
    const bool during = when == QLatin1String("during");
    bool done = false;
    QObject::connect(&client, &AgentClient::treeChanged, &window, [&] {
        const std::size_t ended = client.tree().endedCount();
        const bool over = client.tree().aliveCount() == 0 && ended > 0;
        if (!done && (over || (during && ended >= kDuring))) {
            done = true;
            QTimer::singleShot(during ? 700ms : 1500ms, &window, end);
        }
    });
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
    // GLib's loop does not tell when it wakes.
    qputenv("QT_NO_GLIB", "1");
    int own = 1;
    TimedApplication application(own, argv);
    QApplication::setApplicationName(QStringLiteral("treewarden"));
    tw::applyLook(tw::parseTheme(QString::fromLocal8Bit(argv[1])));
    QApplication::setWindowIcon(tw::programIcon());
    return show(application,
                QString::fromLocal8Bit(argv[2]),
                QString::fromLocal8Bit(argv[3]),
                {argv + 4, argv + argc});
}
