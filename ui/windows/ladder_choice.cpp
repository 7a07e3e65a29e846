#include "ui/windows/ladder_choice.h"

#include "ui/actions/action_table.h"

namespace tw {

namespace {

const QString kLadder = QStringLiteral("stop/ladder");
const QString kCustom = QStringLiteral("stop/customLadder");

Ladder read(const QSettings& settings, const QString& key)
{
    // A comma makes a list of what QSettings reads.
    const QString text = settings.value(key).toStringList().join(u',');
    return text.isEmpty() ? Ladder{} : parseLadder(text.toStdString()).value_or(Ladder{});
}

} // namespace

Ladder LadderChoice::load() const
{
    Ladder ladder = read(m_settings, kLadder);
    return ladder.empty() ? defaultLadder() : ladder;
}

void LadderChoice::choose(const Ladder& ladder)
{
    m_settings.setValue(kLadder, QString::fromStdString(formatLadder(ladder)));
}

Ladder LadderChoice::custom() const
{
    return read(m_settings, kCustom);
}

void LadderChoice::setCustom(const Ladder& ladder)
{
    m_settings.setValue(kCustom, QString::fromStdString(formatLadder(ladder)));
}

} // namespace tw
