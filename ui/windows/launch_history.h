#pragma once

#include "core/control/command.h"

#include <QSettings>
#include <QString>

#include <vector>

namespace tw {

/// A launch as a person wrote it down.
struct WrittenLaunch
{
    /// As a shell would read it.
    QString line{};
    QString cwd{};
    std::vector<EnvironmentChange> environment{};

    bool operator==(const WrittenLaunch&) const = default;
};

/// The commands that were run last, latest first, kept in the settings. Borrows them.
class LaunchHistory
{
public:
    static constexpr std::size_t kLimit = 20;

    explicit LaunchHistory(QSettings& settings) : m_settings(settings) {}

    [[nodiscard]] std::vector<WrittenLaunch> load() const;

    /// Puts it first; the same command line is kept once.
    void remember(const WrittenLaunch& launch);

private:
    QSettings& m_settings;
};

} // namespace tw
