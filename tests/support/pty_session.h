#pragma once

#include <QByteArray>
#include <QStringList>

#include <termios.h>

namespace tw {

/// A program on a terminal of its own, with a person at the keyboard: the test. The program leads
/// its session, as a login shell does. The destructor ends it and what stands in its foreground.
class PtySession
{
public:
    /// Starts it at once; PATH begins with the folder of our programs.
    explicit PtySession(const QStringList& command);
    PtySession(const PtySession&) = delete;
    PtySession& operator=(const PtySession&) = delete;
    ~PtySession();

    /// Types keys.
    void type(const QByteArray& keys);

    /// Waits until `text` is shown after what was waited for before; false after the deadline, or
    /// where the program has ended without it.
    bool waitFor(const QByteArray& text);

    /// Waits until `word` and a number behind it are shown, anywhere; 0 after the deadline.
    int waitForNumber(const QString& word);

    /// Waits for the end of the program, and gives what a shell would tell of it; -1 after the
    /// deadline.
    int waitForEnd();

    [[nodiscard]] const QByteArray& shown() const { return m_shown; }
    [[nodiscard]] termios modes() const;
    /// The foreground process group.
    [[nodiscard]] int foreground() const;
    [[nodiscard]] int pid() const { return m_pid; }

private:
    bool readSome();

    int m_terminal{-1};
    int m_pid{-1};
    QByteArray m_shown{};
    qsizetype m_seen{0};
};

/// The letter of proc(5) for a process; '-' where there is none.
char processState(int pid);

} // namespace tw
