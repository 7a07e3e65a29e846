#pragma once

#include "ui/client/agent_link.h"

#include <QProcess>
#include <QStringList>

#include <memory>

namespace tw {

/// A child process that may outlive its object: QProcess kills what still runs when it is
/// destroyed. Owned by a ProcessLink.
class FreeProcess final : public QProcess
{
    Q_OBJECT

public:
    using QProcess::QProcess;

    /// Ends its stdin; to be destroyed next, which then leaves the process alone.
    void letGo();
};

/// An agent that is a child process of ours and speaks on its stdin and stdout: the agent program
/// itself, or whatever carries the two streams to one elsewhere. What it writes to stderr is kept,
/// to say why it ended.
class ProcessLink final : public AgentLink
{
    Q_OBJECT

public:
    ProcessLink(QString program, QStringList arguments, QObject* parent = nullptr);
    ProcessLink(const ProcessLink&) = delete;
    ProcessLink& operator=(const ProcessLink&) = delete;
    ~ProcessLink() override;

    void open() override;
    void write(std::string_view bytes) override;
    void leave() override;

private:
    void onFinished(int exitCode, QProcess::ExitStatus exitStatus);
    void onErrorOccurred(QProcess::ProcessError error);
    [[nodiscard]] QString lastWords() const;

    QString m_program{};
    QStringList m_arguments{};
    std::unique_ptr<FreeProcess> m_process{};
    QByteArray m_errors{};
};

/// The agent program: beside our own executable, else in PATH, else just its name.
[[nodiscard]] QString localAgentProgram();

} // namespace tw
