#pragma once

#include "core/control/ladder.h"

#include <QSettings>
#include <QString>

namespace tw {

/// Which ladder Stop climbs, kept in the settings as a person wrote it. Borrows them.
class LadderChoice
{
public:
    explicit LadderChoice(QSettings& settings) : m_settings(settings) {}

    /// The default where none was chosen, or what was kept cannot be read any more.
    [[nodiscard]] Ladder load() const;
    void choose(const Ladder& ladder);

    /// The last one that a person wrote; empty for none.
    [[nodiscard]] Ladder custom() const;
    void setCustom(const Ladder& ladder);

private:
    QSettings& m_settings;
};

} // namespace tw
