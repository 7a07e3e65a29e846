#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <functional>
#include <memory>
#include <optional>

namespace tw {

/// One run of the real twrun with a report, in a folder of its own; optionally as an ordinary user.
/// The destructor ends what is left of it.
class TwrunProcess
{
public:
    /// The user `nobody`: what an ordinary user may do, where the tests run as root.
    static constexpr unsigned kOrdinaryUser = 65534;

    TwrunProcess();
    TwrunProcess(const TwrunProcess&) = delete;
    TwrunProcess& operator=(const TwrunProcess&) = delete;
    ~TwrunProcess();

    void setUser(unsigned uid) { m_user = uid; }
    void setWorkingDirectory(const QString& path) { m_process.setWorkingDirectory(path); }
    void setInput(const QByteArray& bytes) { m_input = bytes; }

    /// Starts `twrun --report FILE <arguments>`; false where it could not be started.
    bool start(const QStringList& arguments);

    /// Waits until twrun's stdout holds `text` as often as asked.
    bool waitForOutput(const QByteArray& text, int times = 1);

    /// Sends a signal to twrun itself.
    void signal(int number);

    /// Waits for the end; false after the deadline.
    bool waitForEnd();

    /// start() and waitForEnd().
    bool run(const QStringList& arguments) { return start(arguments) && waitForEnd(); }

    [[nodiscard]] int exitCode() const { return m_process.exitCode(); }
    [[nodiscard]] bool crashed() const { return m_process.exitStatus() == QProcess::CrashExit; }
    [[nodiscard]] QByteArray output() const { return m_output; }
    [[nodiscard]] QByteArray errors() const { return m_errors; }
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }

    /// A folder that an ordinary user may write to as well.
    [[nodiscard]] QString folder() const { return m_folder.path(); }

    /// The report; empty where none was written.
    [[nodiscard]] QJsonObject report() const;
    [[nodiscard]] QJsonArray processes() const;

    /// The processes whose command line contains `text`.
    [[nodiscard]] QList<QJsonObject> processesWith(const QString& text) const;

    /// The processes that executed a program of that name.
    [[nodiscard]] QList<QJsonObject> processesOf(const QString& program) const;

private:
    void readAll();

    QTemporaryDir m_folder{};
    QProcess m_process{};
    std::optional<unsigned> m_user{};
    QByteArray m_input{};
    QByteArray m_output{};
    QByteArray m_errors{};
};

/// "exit 3", "signal 9" or "unknown" of a status object of the report.
QString statusText(const QJsonValue& status);

/// The argv of a process in a report, joined by blanks.
QString commandText(const QJsonObject& process);

} // namespace tw
