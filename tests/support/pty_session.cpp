#include "tests/support/pty_session.h"

#include <QDeadlineTimer>
#include <QDebug>
#include <QFile>
#include <QList>
#include <QRegularExpression>

#include <array>
#include <csignal>
#include <vector>

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tw {

namespace {

constexpr int kDeadline = 60'000;
constexpr int kTurn = 50;

void execute(const QList<QByteArray>& words)
{
    std::vector<char*> arguments;
    for (const QByteArray& word : words) {
        arguments.push_back(const_cast<char*>(word.constData()));
    }
    arguments.push_back(nullptr);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
}

} // namespace

PtySession::PtySession(const QStringList& command)
{
    QList<QByteArray> words;
    for (const QString& word : command) {
        words.append(word.toUtf8());
    }
    const QByteArray path = QByteArray{TW_BIN_DIR ":"} + qgetenv("PATH");
    winsize size{};
    size.ws_row = 24;
    size.ws_col = 200;
    m_pid = ::forkpty(&m_terminal, nullptr, nullptr, &size);
    if (m_pid == 0) {
        ::setenv("PATH", path.constData(), 1);
        ::setenv("PS1", "PROMPT> ", 1);
        ::setenv("TERM", "dumb", 1);
        execute(words);
    }
}

PtySession::~PtySession()
{
    if (m_pid > 0) {
        const int job = foreground();
        if (job > 1 && job != ::getpgrp()) {
            ::kill(-job, SIGKILL);
        }
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }
    ::close(m_terminal);
}

void PtySession::type(const QByteArray& keys)
{
    if (::write(m_terminal, keys.constData(), static_cast<std::size_t>(keys.size())) < 0) {
        qWarning("the terminal takes no keys");
    }
}

bool PtySession::waitFor(const QByteArray& text)
{
    const QDeadlineTimer deadline{kDeadline};
    for (bool isOpen = true;;) {
        const auto found = m_shown.indexOf(text, m_seen);
        if (found >= 0) {
            m_seen = found + text.size();
            return true;
        }
        if (!isOpen || deadline.hasExpired()) {
            qWarning().noquote() << "shown so far:" << m_shown;
            return false;
        }
        isOpen = readSome();
    }
}

int PtySession::waitForNumber(const QString& word)
{
    const QDeadlineTimer deadline{kDeadline};
    const QRegularExpression pattern{QRegularExpression::escape(word) + u"(\\d+)\\s"_s};
    for (bool isOpen = true; isOpen && !deadline.hasExpired(); isOpen = readSome()) {
        const auto match = pattern.match(QString::fromUtf8(m_shown));
        if (match.hasMatch()) {
            return match.captured(1).toInt();
        }
    }
    return 0;
}

int PtySession::waitForEnd()
{
    const QDeadlineTimer deadline{kDeadline};
    int status = 0;
    while (!deadline.hasExpired()) {
        readSome();
        if (::waitpid(m_pid, &status, WNOHANG) == m_pid) {
            m_pid = -1;
            while (readSome()) {
            }
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
    }
    return -1;
}

termios PtySession::modes() const
{
    termios modes{};
    ::tcgetattr(m_terminal, &modes);
    return modes;
}

int PtySession::foreground() const
{
    return ::tcgetpgrp(m_terminal);
}

/// False once nobody has the other end any more.
bool PtySession::readSome()
{
    pollfd waiting{m_terminal, POLLIN, 0};
    if (::poll(&waiting, 1, kTurn) <= 0) {
        return m_pid > 0;
    }
    std::array<char, 4096> bytes{};
    const auto count = ::read(m_terminal, bytes.data(), bytes.size());
    if (count <= 0) {
        return false;
    }
    m_shown.append(bytes.data(), count);
    return true;
}

char processState(int pid)
{
    QFile file{u"/proc/%1/stat"_s.arg(pid)};
    if (!file.open(QFile::ReadOnly)) {
        return '-';
    }
    const QByteArray text = file.readAll();
    return text.at(text.lastIndexOf(')') + 2);
}

} // namespace tw
