#pragma once
// Small things that many scenes use. Coordinates are those of the frame that holds; sizes are heights unless said.

#include "providers/offline/scenes/stage.h"

namespace tessera::offline {

/// Sky from the top to the horizon and on below it, with what belongs to the hour: sun, moon, stars, clouds.
void sky(Stage& s, double clouds = 2);
void sun_or_moon(Stage& s, double x, double y, double radius);
void cloud(Stage& s, double x, double y, double size, Lab colour);
void birds(Stage& s, int count, double x0 = 0.1, double x1 = 0.9, double y0 = 0.08, double y1 = 0.3);
/// A mountain range or hill line from side to side, filled downwards.
void ridge(Stage& s, double base, double height, double roughness, Lab colour, double ink = 0.8);
/// One mountain with a snow cap.
void peak(Stage& s, double x, double base, double width, double height, Lab colour);
/// Rolling land from y downwards with a few blades and patches.
void land(Stage& s, double y, Lab colour);
/// Water from y downwards with waves that grow towards the viewer.
void water(Stage& s, double y, double bottom = 1.1, int waves = 26);
void tree(Stage& s, double x, double y, double size);
void pine(Stage& s, double x, double y, double size);
void bare_tree(Stage& s, double x, double y, double size);
void palm(Stage& s, double x, double y, double size);
void bush(Stage& s, double x, double y, double width);
void grass(Stage& s, double x, double y, double size, int blades = 5);
void reeds(Stage& s, double x, double y, double size, int count = 6);
void flower(Stage& s, double x, double y, double radius, Lab petals, int count = 7);
void leaf_shape(Stage& s, double x, double y, double length, double angle, Lab colour);
void rock(Stage& s, double x, double y, double width, double height);
void fern(Stage& s, double x, double y, double size);
/// A house seen from the front; `x` its middle.
void small_house(Stage& s, double x, double y, double width, double height, Lab wall, bool lit);
void window(Stage& s, double x, double y, double width, double height, bool lit);
/// A tall window with a view and light falling in; x, y top left.
void view_window(Stage& s, double x, double y, double width, double height);
/// A round-headed opening; `x` its middle, `y` its foot.
void arched(Stage& s, double x, double y, double width, double height, Lab colour, double ink = 0.8);
void lamp_post(Stage& s, double x, double y, double size);
/// A rowing boat from the side; `x` its middle, `y` the water line.
void rowing_boat(Stage& s, double x, double y, double length);
void wheel(Stage& s, double x, double y, double radius, int spokes, bool thin);
/// Across the finished tile.
void weather_over(Stage& s);

}  // namespace tessera::offline
