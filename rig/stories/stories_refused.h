// Stories of updates that a device must refuse.
#pragma once

#include "rig/stories/story_maker.h"

namespace switchback::rig {

void add_refused(StoryMaker& maker);

}  // namespace switchback::rig
