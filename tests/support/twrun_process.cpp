#include "tests/support/twrun_process.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QJsonDocument>

#include <csignal>

#include <grp.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tw {

namespace {

constexpr int kDeadline = 60'000;

QString programIn(const QString& folder)
{
    return folder + u"/twrun"_s;
}

} // namespace

TwrunProcess::TwrunProcess()
{
    // An ordinary user may not be allowed into the build folder: the program is run from a copy.
    QFile::copy(QStringLiteral(TW_BIN_DIR "/twrun"), programIn(m_folder.path()));
    QFile::setPermissions(m_folder.path(), QFile::Permissions{0x7777});
}

TwrunProcess::~TwrunProcess()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.terminate();
        m_process.waitForFinished(kDeadline);
    }
}

bool TwrunProcess::start(const QStringList& arguments)
{
    const QString report = folder() + u"/report.json"_s;
    QStringList all{u"--report"_s, report};
    all += arguments;
    if (m_user) {
        m_process.setChildProcessModifier([uid = *m_user] {
            if (::setgroups(0, nullptr) != 0 || ::setgid(uid) != 0 || ::setuid(uid) != 0) {
                ::_exit(99);
            }
        });
    }
    m_process.start(programIn(folder()), all);
    if (!m_process.waitForStarted(kDeadline)) {
        return false;
    }
    m_process.write(m_input);
    m_process.closeWriteChannel();
    return true;
}

bool TwrunProcess::waitForOutput(const QByteArray& text, int times)
{
    const QDeadlineTimer deadline{kDeadline};
    while (m_output.count(text) < times) {
        if (deadline.hasExpired() || m_process.state() == QProcess::NotRunning) {
            return false;
        }
        m_process.waitForReadyRead(100);
        readAll();
    }
    return true;
}

void TwrunProcess::signal(int number)
{
    ::kill(static_cast<int>(m_process.processId()), number);
}

bool TwrunProcess::waitForEnd()
{
    const bool ended
        = m_process.state() == QProcess::NotRunning || m_process.waitForFinished(kDeadline);
    readAll();
    return ended;
}

void TwrunProcess::readAll()
{
    m_output += m_process.readAllStandardOutput();
    m_errors += m_process.readAllStandardError();
}

QJsonObject TwrunProcess::report() const
{
    QFile file{folder() + u"/report.json"_s};
    return file.open(QFile::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                      : QJsonObject{};
}

QJsonArray TwrunProcess::processes() const
{
    return report()[u"processes"_s].toArray();
}

QList<QJsonObject> TwrunProcess::processesWith(const QString& text) const
{
    QList<QJsonObject> found;
    for (const QJsonValue& process : processes()) {
        if (commandText(process.toObject()).contains(text)) {
            found.append(process.toObject());
        }
    }
    return found;
}

QList<QJsonObject> TwrunProcess::processesOf(const QString& program) const
{
    QList<QJsonObject> found;
    for (const QJsonValue& process : processes()) {
        if (process[u"exe"_s].toString().section(u'/', -1) == program) {
            found.append(process.toObject());
        }
    }
    return found;
}

QString statusText(const QJsonValue& status)
{
    const QJsonObject object = status.toObject();
    if (object.contains(u"code"_s)) {
        return u"exit %1"_s.arg(object[u"code"_s].toInt());
    }
    if (object.contains(u"number"_s)) {
        return u"signal %1"_s.arg(object[u"number"_s].toInt());
    }
    return u"unknown"_s;
}

QString commandText(const QJsonObject& process)
{
    QStringList words;
    for (const QJsonValue& word : process[u"command"_s].toArray()) {
        words.append(word.toString());
    }
    return words.join(u' ');
}

} // namespace tw
