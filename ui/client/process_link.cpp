#include "ui/client/process_link.h"

#include "core/base/signal_number.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStandardPaths>

#include <utility>

#include <unistd.h>

namespace tw {

namespace {

constexpr qsizetype kKeptErrorBytes = 4096;

} // namespace

void FreeProcess::letGo()
{
    closeWriteChannel();
    setProcessState(QProcess::NotRunning);
}

ProcessLink::ProcessLink(QString program, QStringList arguments, QObject* parent)
    : AgentLink(parent)
    , m_program(std::move(program))
    , m_arguments(std::move(arguments))
    , m_process(std::make_unique<FreeProcess>())
{
    // Ctrl+C in the terminal that started the window must not end the agent.
    m_process->setChildProcessModifier([] { ::setsid(); });
    connect(m_process.get(), &QProcess::readyReadStandardOutput, this, [this] {
        Q_EMIT bytesReceived(m_process->readAllStandardOutput());
    });
    connect(m_process.get(), &QProcess::readyReadStandardError, this, [this] {
        m_errors += m_process->readAllStandardError();
        m_errors = m_errors.right(kKeptErrorBytes);
    });
    connect(m_process.get(), &QProcess::finished, this, &ProcessLink::onFinished);
    // Queued: a program that cannot be started is told from within start().
    connect(m_process.get(),
            &QProcess::errorOccurred,
            this,
            &ProcessLink::onErrorOccurred,
            Qt::QueuedConnection);
}

ProcessLink::~ProcessLink()
{
    leave();
}

void ProcessLink::open()
{
    m_process->start(m_program, m_arguments);
}

void ProcessLink::write(std::string_view bytes)
{
    if (m_process) {
        m_process->write(bytes.data(), static_cast<qint64>(bytes.size()));
    }
}

void ProcessLink::leave()
{
    if (!m_process) {
        return;
    }
    m_process->disconnect(this);
    if (m_process->state() == QProcess::NotRunning) {
        m_process.reset();
        return;
    }
    // The agent notices the end of its stdin and lives on.
    m_process->letGo();
    m_process.reset();
}

void ProcessLink::onFinished(int exitCode, QProcess::ExitStatus exitStatus)
{
    const QString name = QFileInfo(m_program).fileName();
    if (exitStatus == QProcess::CrashExit) {
        const SignalNumber signal{exitCode};
        Q_EMIT closed(tr("%1 was ended by %2 (%3)")
                          .arg(name, QString::fromStdString(signal.name()))
                          .arg(signal.value)
                      + lastWords());
        return;
    }
    Q_EMIT closed(tr("%1 ended with exit %2").arg(name).arg(exitCode) + lastWords());
}

void ProcessLink::onErrorOccurred(QProcess::ProcessError error)
{
    if (error == QProcess::FailedToStart) {
        Q_EMIT closed(tr("%1 could not be started: %2").arg(m_program, m_process->errorString()));
    }
}

QString ProcessLink::lastWords() const
{
    const QString text = QString::fromUtf8(m_errors).trimmed();
    return text.isEmpty() ? QString{} : tr(": %1").arg(text.section(QLatin1Char('\n'), -1));
}

QString localAgentProgram()
{
    const QString name = QStringLiteral("treewarden-agent");
    QString beside = QStandardPaths::findExecutable(name, {QCoreApplication::applicationDirPath()});
    if (!beside.isEmpty()) {
        return beside;
    }
    QString inPath = QStandardPaths::findExecutable(name);
    return inPath.isEmpty() ? name : inPath;
}

} // namespace tw
