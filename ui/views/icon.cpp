#include "ui/views/icon.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <utility>

// Not in a namespace: the function that the macro declares has none. A static library's resources
// are dropped by the linker unless asked for.
static void registerResources()
{
    Q_INIT_RESOURCE(treewarden);
}

namespace tw {

namespace {

QPixmap render(const QString& name, const QSize& size, const QColor& color)
{
    const QString key = QStringLiteral("tw-%1-%2x%3-%4")
                            .arg(name)
                            .arg(size.width())
                            .arg(size.height())
                            .arg(color.rgba());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) {
        return pixmap;
    }
    registerResources();
    QFile file(QStringLiteral(":/treewarden/icons/%1.svg").arg(name));
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT(opened);
    QByteArray drawing = opened ? file.readAll() : QByteArray{};
    QSvgRenderer renderer(drawing.replace("currentColor", color.name().toLatin1()));
    pixmap = QPixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

/// Draws a stroke drawing in a colour of the palette in force.
class StrokeIconEngine final : public QIconEngine
{
public:
    StrokeIconEngine(QString name, IconColor color) : m_name(std::move(name)), m_color(color) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        paintIcon(*painter, rect, m_name, color(mode));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override
    {
        return render(m_name, size, color(mode));
    }

    [[nodiscard]] QIconEngine* clone() const override
    {
        return new StrokeIconEngine(m_name, m_color);
    }

private:
    [[nodiscard]] QColor color(QIcon::Mode mode) const
    {
        const QPalette palette = QGuiApplication::palette();
        if (mode == QIcon::Disabled) {
            return palette.color(QPalette::Disabled, QPalette::ButtonText);
        }
        if (m_color == IconColor::Failed) {
            return stateColors(themeOf(palette)).failed;
        }
        return palette.color(mode == QIcon::Selected ? QPalette::HighlightedText
                                                     : QPalette::ButtonText);
    }

    QString m_name;
    IconColor m_color;
};

} // namespace

QIcon icon(const QString& name, IconColor color)
{
    // The icon owns its engine.
    return QIcon(new StrokeIconEngine(name, color));
}

QIcon programIcon()
{
    return icon(QStringLiteral("treewarden"));
}

void paintIcon(QPainter& painter, const QRect& rect, const QString& name, const QColor& color)
{
    const qreal scale = painter.device()->devicePixelRatio();
    QPixmap pixmap = render(name, rect.size() * scale, color);
    pixmap.setDevicePixelRatio(scale);
    painter.drawPixmap(rect, pixmap);
}

} // namespace tw
