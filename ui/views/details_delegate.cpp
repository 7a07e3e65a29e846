#include "ui/views/details_delegate.h"

#include "ui/models/details_model.h"
#include "ui/views/details_view.h"
#include "ui/views/icon.h"
#include "ui/views/look.h"

#include <QFontDatabase>
#include <QLocale>
#include <QPainter>

namespace tw {

namespace {

constexpr int kIconSize = 14;
constexpr int kIconSpace = 20;
constexpr int kRowRoom = 6;
constexpr int kSectionPadding = 12;

/// `color`, or what can be read on a selected row.
QColor shown(const QColor& color, const QStyleOptionViewItem& option)
{
    if (!(option.state & QStyle::State_Selected)) {
        return color;
    }
    return readable(color,
                    option.palette.color(QPalette::Highlight),
                    option.palette.color(QPalette::HighlightedText));
}

void drawText(QPainter& painter, const QRect& rect, const QString& text)
{
    painter.drawText(rect,
                     Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, rect.width()));
}

QString countText(const QModelIndex& index)
{
    const QVariant count = index.data(DetailsModel::CountRole);
    return count.isValid() ? QLocale().toString(count.toULongLong()) : QString{};
}

} // namespace

DetailsDelegate::DetailsDelegate(DetailsView& view) : QStyledItemDelegate(&view), m_view(view) {}

void DetailsDelegate::paint(QPainter* painter,
                            const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    painter->save();
    painter->setFont(option.font);
    if (!index.parent().isValid()) {
        paintSection(*painter, option, index);
    } else if (index.data(DetailsModel::ToneRole).toInt()
               != static_cast<int>(DetailsTone::Normal)) {
        paintSentence(*painter, option, index);
    } else {
        paintCells(*painter, option, index);
    }
    painter->restore();
}

void DetailsDelegate::paintSection(QPainter& painter,
                                   const QStyleOptionViewItem& option,
                                   const QModelIndex& index) const
{
    const QStringList cells = index.data(DetailsModel::CellsRole).toStringList();
    const QColor dim = shown(dimmed(option.palette), option);
    QFont bold = option.font;
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(shown(option.palette.color(QPalette::Text), option));
    drawText(painter, option.rect, cells.front());
    const int room = painter.fontMetrics().horizontalAdvance(cells.front() + QLatin1String("  "));
    painter.setFont(option.font);
    painter.setPen(dim);
    drawText(painter, option.rect.adjusted(room, 0, 0, 0), countText(index));
    // The rows stand further in than their section.
    const int section = index.data(DetailsModel::SectionRole).toInt();
    for (int column = 1; column < cells.size(); ++column) {
        QRect place = m_view.cellRect(section, column, option.rect);
        place.translate(m_view.indentation(), 0);
        drawText(painter, place, cells.at(column));
    }
}

void DetailsDelegate::paintSentence(QPainter& painter,
                                    const QStyleOptionViewItem& option,
                                    const QModelIndex& index) const
{
    const bool refused
        = index.data(DetailsModel::ToneRole).toInt() == static_cast<int>(DetailsTone::Refused);
    QRect rect = option.rect;
    const QColor color = shown(
        refused ? stateColors(themeOf(option.palette)).quiet : dimmed(option.palette), option);
    if (refused) {
        const QRect place(rect.left(), rect.center().y() + 1 - kIconSize / 2, kIconSize, kIconSize);
        paintIcon(painter, place, QStringLiteral("warning"), color);
        rect.setLeft(rect.left() + kIconSpace);
    }
    painter.setPen(color);
    drawText(painter, rect, index.data().toString());
}

void DetailsDelegate::paintCells(QPainter& painter,
                                 const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const
{
    const QStringList cells = index.data(DetailsModel::CellsRole).toStringList();
    const QVariantList fixed = index.data(DetailsModel::FixedRole).toList();
    const int section = index.data(DetailsModel::SectionRole).toInt();
    const bool hidden = index.data(DetailsModel::HiddenRole).toBool();
    const QColor text = shown(option.palette.color(QPalette::Text), option);
    const QColor dim = shown(dimmed(option.palette), option);
    for (int column = 0; column < cells.size(); ++column) {
        const bool isLast = column + 1 == cells.size();
        const bool isLabel = column == 0 && !fixed.value(0).toBool();
        painter.setFont(fixed.value(column).toBool() && !(isLast && hidden) ? m_view.fixedFont()
                                                                            : option.font);
        painter.setPen(isLabel || (isLast && hidden) ? dim : text);
        drawText(painter, m_view.cellRect(section, column, option.rect), cells.at(column));
    }
}

QSize DetailsDelegate::sizeHint(const QStyleOptionViewItem& option,
                                const QModelIndex& /*index*/) const
{
    return {0, option.fontMetrics.height() + kRowRoom};
}

void SectionDelegate::paint(QPainter* painter,
                            const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    painter->save();
    if (option.state & QStyle::State_Selected) {
        painter->fillRect(option.rect, option.palette.highlight());
    }
    const QRect rect = option.rect.adjusted(kSectionPadding, 0, -kSectionPadding, 0);
    const QString count = countText(index);
    painter->setFont(option.font);
    painter->setPen(shown(option.palette.color(QPalette::Text), option));
    drawText(*painter, rect, index.data(DetailsModel::CellsRole).toStringList().value(0));
    painter->setPen(shown(dimmed(option.palette), option));
    painter->drawText(rect, Qt::AlignVCenter | Qt::AlignRight, count);
    painter->restore();
}

QSize SectionDelegate::sizeHint(const QStyleOptionViewItem& option,
                                const QModelIndex& /*index*/) const
{
    return {0, option.fontMetrics.height() + kRowRoom + 4};
}

} // namespace tw
