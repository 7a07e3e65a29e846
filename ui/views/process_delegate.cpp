#include "ui/views/process_delegate.h"

#include "ui/models/process_text.h"
#include "ui/views/icon.h"

#include <QFontDatabase>
#include <QPainter>

namespace tw {

namespace {

constexpr int kIconSize = 14;
constexpr int kIconSpace = 20;

ProcessState stateOf(const QModelIndex& index)
{
    return static_cast<ProcessState>(index.data(ProcessTreeModel::StateRole).toInt());
}

StatusKind statusOf(const QModelIndex& index)
{
    return static_cast<StatusKind>(index.data(ProcessTreeModel::StatusKindRole).toInt());
}

QColor stateColor(ProcessState state, const QPalette& palette)
{
    const StateColors& colors = stateColors(themeOf(palette));
    switch (state) {
    case ProcessState::Running:
        return colors.running;
    case ProcessState::DiskSleep:
        return colors.diskSleep;
    case ProcessState::Stopped:
    case ProcessState::Traced:
        return colors.stopped;
    case ProcessState::Zombie:
        return colors.failed;
    case ProcessState::Sleeping:
    case ProcessState::Exited:
        break;
    }
    return dimmed(palette);
}

QColor iconColor(const QModelIndex& index, const QPalette& palette)
{
    return statusOf(index) == StatusKind::Failed ? stateColors(themeOf(palette)).failed
                                                 : stateColor(stateOf(index), palette);
}

QFont cellFont(const QModelIndex& index, const QFont& font)
{
    if (index.column() == static_cast<int>(ProcessColumn::Command)) {
        QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        fixed.setPointSizeF(font.pointSizeF() * 0.95);
        return fixed;
    }
    QFont result = font;
    const bool launchName = index.column() == static_cast<int>(ProcessColumn::Name)
                            && index.data(ProcessTreeModel::LaunchRole).toBool();
    const bool waitsForDisk = index.column() == static_cast<int>(ProcessColumn::State)
                              && stateOf(index) == ProcessState::DiskSleep;
    result.setBold(launchName || waitsForDisk);
    return result;
}

} // namespace

QString stateIcon(const QModelIndex& index)
{
    switch (stateOf(index)) {
    case ProcessState::Running:
        return QStringLiteral("state-running");
    case ProcessState::Sleeping:
        return QStringLiteral("state-sleeping");
    case ProcessState::DiskSleep:
        return QStringLiteral("state-disk-sleep");
    case ProcessState::Stopped:
    case ProcessState::Traced:
        return QStringLiteral("state-stopped");
    case ProcessState::Zombie:
        return QStringLiteral("state-zombie");
    case ProcessState::Exited:
        break;
    }
    return statusOf(index) == StatusKind::Failed ? QStringLiteral("state-failed")
                                                 : QStringLiteral("state-ended");
}

QColor cellColor(const QModelIndex& index, const QPalette& palette)
{
    const StateColors& colors = stateColors(themeOf(palette));
    const bool ended = stateOf(index) == ProcessState::Exited;
    const bool matches = index.data(ProcessTreeModel::MatchRole).toBool();
    switch (static_cast<ProcessColumn>(index.column())) {
    case ProcessColumn::State:
        return stateColor(stateOf(index), palette);
    case ProcessColumn::Status:
        if (statusOf(index) == StatusKind::Failed) {
            return colors.failed;
        }
        return statusOf(index) == StatusKind::Warning ? colors.quiet : dimmed(palette);
    case ProcessColumn::Command:
        return dimmed(palette);
    default:
        return ended || !matches ? dimmed(palette) : palette.color(QPalette::Text);
    }
}

void ProcessDelegate::paint(QPainter* painter,
                            const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    const bool selected = option.state & QStyle::State_Selected;
    const QPalette& palette = option.palette;
    const QColor highlight = palette.color(QPalette::Highlight);
    const QColor onHighlight = palette.color(QPalette::HighlightedText);
    const auto shown = [&](const QColor& color) {
        return selected ? readable(color, highlight, onHighlight) : color;
    };
    QRect rect = option.rect.adjusted(kPadding, 0, -kPadding, 0);
    if (index.column() == static_cast<int>(ProcessColumn::Name)) {
        rect.setLeft(option.rect.left() + 2);
        const QRect place(rect.left(), rect.center().y() + 1 - kIconSize / 2, kIconSize, kIconSize);
        paintIcon(*painter, place, stateIcon(index), shown(iconColor(index, palette)));
        rect.setLeft(rect.left() + kIconSpace);
    }
    const QFont font = cellFont(index, option.font);
    painter->setFont(font);
    painter->setPen(shown(cellColor(index, palette)));
    const QString text
        = QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, rect.width());
    painter->drawText(rect, index.data(Qt::TextAlignmentRole).toInt() | Qt::TextSingleLine, text);
}

QSize ProcessDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QFontMetrics metrics(cellFont(index, option.font));
    return {metrics.horizontalAdvance(index.data().toString()) + 2 * kPadding
                + (index.column() == 0 ? kIconSpace : 0),
            option.fontMetrics.height() + 6};
}

} // namespace tw
