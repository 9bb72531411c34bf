# Makes the demo's key pair if it is missing. An existing key is never changed: images are signed
# with it, and several build folders share it. Runs during the build:
#   cmake -DCLI=switchback -DKEY=folder/release -P cmake/demo_key.cmake
get_filename_component(folder ${KEY} DIRECTORY)
file(MAKE_DIRECTORY ${folder})
file(LOCK ${folder} DIRECTORY GUARD PROCESS TIMEOUT 60) # another build may be doing the same

if(NOT EXISTS ${KEY}.pem)
  file(REMOVE ${KEY}.pub.pem) # useless without its private key, and stops keygen
  execute_process(COMMAND ${CLI} keygen --out ${KEY}.pem --quiet COMMAND_ERROR_IS_FATAL ANY)
elseif(NOT EXISTS ${KEY}.pub.pem)
  execute_process(COMMAND ${CLI} key ${KEY}.pem --format pem --out ${KEY}.pub.pem --quiet COMMAND_ERROR_IS_FATAL ANY)
endif()
