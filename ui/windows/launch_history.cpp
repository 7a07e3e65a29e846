#include "ui/windows/launch_history.h"

#include <QStringList>

#include <algorithm>

namespace tw {

namespace {

const QString kList = QStringLiteral("recentLaunches");
const QString kLine = QStringLiteral("command");
const QString kCwd = QStringLiteral("directory");
const QString kEnvironment = QStringLiteral("environment");

/// `NAME=value`, or `NAME` alone for a variable to remove.
QStringList toText(const std::vector<EnvironmentChange>& changes)
{
    QStringList list;
    for (const EnvironmentChange& change : changes) {
        const std::string text = change.value ? change.name + '=' + *change.value : change.name;
        list << QString::fromStdString(text);
    }
    return list;
}

std::vector<EnvironmentChange> fromText(const QStringList& list)
{
    std::vector<EnvironmentChange> changes;
    for (const QString& text : list) {
        const qsizetype equals = text.indexOf(QLatin1Char('='));
        EnvironmentChange change{.name = text.left(equals).toStdString()};
        if (equals >= 0) {
            change.value = text.mid(equals + 1).toStdString();
        }
        changes.push_back(std::move(change));
    }
    return changes;
}

} // namespace

std::vector<WrittenLaunch> LaunchHistory::load() const
{
    std::vector<WrittenLaunch> launches;
    const int size = m_settings.beginReadArray(kList);
    for (int index = 0; index < size; ++index) {
        m_settings.setArrayIndex(index);
        launches.push_back(
            {.line = m_settings.value(kLine).toString(),
             .cwd = m_settings.value(kCwd).toString(),
             .environment = fromText(m_settings.value(kEnvironment).toStringList())});
    }
    m_settings.endArray();
    return launches;
}

void LaunchHistory::remember(const WrittenLaunch& launch)
{
    auto launches = load();
    std::erase_if(launches, [&](const WrittenLaunch& one) { return one.line == launch.line; });
    launches.insert(launches.begin(), launch);
    launches.resize(std::min(launches.size(), kLimit));
    m_settings.beginWriteArray(kList, static_cast<int>(launches.size()));
    for (std::size_t index = 0; index < launches.size(); ++index) {
        m_settings.setArrayIndex(static_cast<int>(index));
        m_settings.setValue(kLine, launches[index].line);
        m_settings.setValue(kCwd, launches[index].cwd);
        m_settings.setValue(kEnvironment, toText(launches[index].environment));
    }
    m_settings.endArray();
}

} // namespace tw
