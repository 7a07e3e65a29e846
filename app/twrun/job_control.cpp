#include "app/twrun/job_control.h"

#include <algorithm>
#include <csignal>
#include <utility>

namespace tw {

using namespace std::chrono_literals;

namespace {

constexpr auto kLook = 5ms;

} // namespace

JobControl::JobControl(EventLoop& loop, Session& session, bool hasTerminal, Callbacks callbacks)
    : m_loop(loop)
    , m_session(session)
    , m_callbacks(std::move(callbacks))
    , m_terminal(hasTerminal ? Terminal::ofStdin() : std::nullopt)
    , m_pause(session.newPause())
{}

void JobControl::onRootStopped(ProcessKey root, SignalNumber signal)
{
    if (!m_terminal || m_isPausing) {
        return;
    }
    const Process& process = *m_session.tree().find(root);
    const auto foreground = m_terminal->foreground();
    if (signal.value == SIGTTIN || signal.value == SIGTTOU) {
        if (m_terminal->isOurs()) {
            // It asks for the terminal; from now on it has it, with Ctrl+C and all.
            lendTo(process.pid);
            m_session.resume(process.launch);
        } else if (foreground && !isOfTree(*foreground)) {
            // We are in the background: to the shell, the job wants to be brought to the front.
            m_group = process.pid;
            begin(true);
        }
    } else if (foreground && isOfTree(*foreground)) {
        // Ctrl+Z: to the shell we are the job that stops.
        begin(true);
    }
}

void JobControl::takeTerminalBack()
{
    if (!m_terminal) {
        return;
    }
    const auto foreground = m_terminal->foreground();
    // A command may have taken it without asking.
    if (m_terminal->isOurs() || (foreground && isOfTree(*foreground))) {
        m_terminal->takeBack();
    }
}

void JobControl::begin(bool isByTerminal)
{
    if (std::exchange(m_isPausing, true)) {
        return;
    }
    m_callbacks.pausing();
    m_isForced = false;
    m_isByTerminal = isByTerminal;
    m_limit = m_loop.clock().now() + kPolite;
    std::vector<ProcessKey> roots;
    for (const LaunchId launch : m_callbacks.launches()) {
        roots.push_back(m_session.tree().find(launch)->root);
    }
    m_pause.begin(std::move(roots));
    look();
}

void JobControl::look()
{
    const Time now = m_loop.clock().now();
    if (!m_pause.isPaused() && now < m_limit) {
        m_loop.callAt(now + kLook, [this] { look(); });
    } else if (!m_isForced && !m_pause.isPaused()) {
        m_isForced = true;
        m_limit = now + kForced;
        m_pause.force();
        look();
    } else {
        stopNow();
    }
}

void JobControl::stopNow()
{
    // Whoever waited in the background for the terminal may have been given it meanwhile.
    const bool isInFront = m_group && m_terminal && m_terminal->isOurs();
    if (const auto group = m_terminal ? m_terminal->foreground() : std::nullopt;
        group && isOfTree(*group)) {
        m_group = group;
        m_terminal->takeBack();
    }
    const Time stopped = m_loop.clock().now();
    if (!isInFront) {
        stopOurselves();
    }
    const auto away = m_loop.clock().now() - stopped;
    // Continued in the background, the terminal is the shell's.
    if (m_group && m_terminal && m_terminal->isOurs()) {
        lendTo(*m_group);
    }
    m_group.reset();
    resumeAll();
    m_isPausing = false;
    m_callbacks.resumed(away);
}

void JobControl::lendTo(Pid group)
{
    m_terminal->lendTo(group);
}

void JobControl::resumeAll()
{
    m_pause.resume();
    if (m_isByTerminal) {
        for (const LaunchId launch : m_callbacks.launches()) {
            m_session.resume(launch);
        }
    }
}

bool JobControl::isOfTree(Pid group) const
{
    const auto leads = [&](ProcessKey key) { return m_session.tree().find(key)->pid == group; };
    const auto launches = m_callbacks.launches();
    return std::any_of(launches.begin(), launches.end(), [&](LaunchId id) {
        const auto& members = m_session.tree().find(id)->members;
        return std::any_of(members.begin(), members.end(), leads);
    });
}

} // namespace tw
